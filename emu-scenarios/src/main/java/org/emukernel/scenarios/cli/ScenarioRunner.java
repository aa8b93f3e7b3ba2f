package org.emukernel.scenarios.cli;

import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.sim.RunListeners;

/** Runs scenarios in virtual time. */
public interface ScenarioRunner {

  /**
   * Runs a scenario under each of its strategies.
   *
   * @param settings the scenario
   * @param progress is told how far the run has come
   * @return what was found; the same for the same settings
   */
  default RunReport run(ScenarioSettings settings, ProgressSink progress) {
    return run(settings, RunListeners.NONE, progress);
  }

  /**
   * Does the same.
   *
   * @param listeners hear what happens in each of the runs
   */
  RunReport run(ScenarioSettings settings, RunListeners listeners, ProgressSink progress);
}
