package org.emukernel.scenarios.sim;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.config.SweepPoint;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;

/**
 * Runs a scenario, at each point that it goes through, under each of its strategies, as many at
 * once as there are processors: they share nothing.
 */
public final class SimulationRunner implements ScenarioRunner {

  private final ScenarioMachines machines;

  /** Makes a runner. */
  @Inject
  public SimulationRunner(ScenarioMachines machines) {
    this.machines = machines;
  }

  @Override
  public RunReport run(ScenarioSettings settings, RunListeners listeners, ProgressSink progress) {
    List<SweepPoint> points = settings.points();
    int runs = points.stream().mapToInt(point -> point.settings().strategies().size()).sum();
    SharedProgress shared = new SharedProgress(progress, settings.scenario(), runs);
    List<Parallel.Task<StrategyResult>> tasks = new ArrayList<>();
    for (SweepPoint point : points) {
      for (StrategySettings strategy : point.settings().strategies()) {
        RunListener listener = listeners.of(point, strategy);
        ProgressSink part = shared.part();
        tasks.add(() -> run(point, strategy, listener, part));
      }
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
      SweepPoint point, StrategySettings strategy, RunListener listener, ProgressSink progress) {
    ScenarioSettings settings = point.settings();
    return StrategyRun.of(machines, settings, strategy, listener)
        .run(settings.durationNs(), progress)
        .at(point.name(), settings.published());
  }
}
