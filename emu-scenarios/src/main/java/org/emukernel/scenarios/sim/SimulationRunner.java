package org.emukernel.scenarios.sim;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;

/**
 * Runs a scenario under each of its strategies, as many at once as there are processors: they share
 * nothing.
 */
public final class SimulationRunner implements ScenarioRunner {

  private final ScenarioMachines machines;

  /** Makes a runner. */
  @Inject
  public SimulationRunner(ScenarioMachines machines) {
    this.machines = machines;
  }

  @Override
  public RunReport run(ScenarioSettings settings, ProgressSink progress) {
    List<StrategySettings> strategies = settings.strategies();
    SharedProgress shared = new SharedProgress(progress, settings.scenario(), strategies.size());
    List<Parallel.Task<StrategyResult>> tasks = new ArrayList<>();
    for (StrategySettings strategy : strategies) {
      ProgressSink part = shared.part();
      tasks.add(() -> run(settings, strategy, part));
    }
    return new RunReport(
        settings.scenario(),
        settings.seed(),
        settings.machine().cpus(),
        settings.machine().isolated(),
        settings.durationNs(),
        Parallel.all(tasks),
        Optional.empty());
  }

  private StrategyResult run(
      ScenarioSettings settings, StrategySettings strategy, ProgressSink progress) {
    return StrategyRun.of(machines, settings, strategy, new MachineEvents() {})
        .run(settings.durationNs(), progress);
  }
}
