package org.emukernel.scenarios.cli;

import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunReport;

/** Runs scenarios in virtual time. */
public interface ScenarioRunner {

  /**
   * Runs a scenario under each of its strategies.
   *
   * @param settings the scenario
   * @param progress is told how far the run has come
   * @return what was found; the same for the same settings
   */
  RunReport run(ScenarioSettings settings, ProgressSink progress);
}
