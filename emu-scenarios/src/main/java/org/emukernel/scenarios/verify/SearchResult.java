package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.report.Schedule;
import org.emukernel.scenarios.report.VerifyReport;

/**
 * What a search came to.
 *
 * @param outcome how it ended
 * @param states states that were visited
 * @param transitions steps that were made, of CPUs and of the hardware beside them
 * @param maxDepth choices on the longest way
 * @param story how the violation comes about
 */
record SearchResult(
    Explorer.Outcome outcome, long states, long transitions, int maxDepth, Story story) {

  /**
   * A counterexample.
   *
   * @param violation what the monitor said
   * @param steps the way there
   * @param schedule what replays it
   */
  record Story(Optional<Violation> violation, List<VerifyReport.Step> steps, Schedule schedule) {

    static final Story NONE = new Story(Optional.empty(), List.of(), Schedule.NONE);

    Story {
      steps = List.copyOf(steps);
    }
  }
}
