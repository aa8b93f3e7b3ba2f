package org.emukernel.scenarios.embed;

import java.util.List;
import java.util.function.Consumer;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.sim.RunListener;
import org.emukernel.scenarios.sim.ScenarioMachines;
import org.emukernel.scenarios.sim.SimulationRunner;
import org.emukernel.scenarios.sim.StrategyRun;
import org.emukernel.scenarios.tracer.KernelTracer;

/**
 * What is to be run: checked, immutable, and can be run any number of times, each time with the
 * same result.
 */
public final class Experiment {

  private final ScenarioMachines machines;
  private final ScenarioSettings settings;

  Experiment(Catalogue catalogue, ScenarioSettings settings) {
    this.machines = new ScenarioMachines(catalogue);
    this.settings = settings;
  }

  /** {@return everything that it says, defaults included} */
  public ScenarioSettings settings() {
    return settings;
  }

  /** {@return what came of it under each of its strategies, as many at once as there are CPUs} */
  public RunReport run() {
    return run(ProgressSink.NONE);
  }

  /**
   * {@return the same}
   *
   * @param progress is told how far it has come
   */
  public RunReport run(ProgressSink progress) {
    return new SimulationRunner(machines).run(settings, progress);
  }

  /**
   * {@return its machine, booted, to be run step by step}
   *
   * @throws IllegalStateException if it has more than one strategy
   */
  public Machine boot() {
    return new Machine(StrategyRun.of(machines, settings, strategy(), RunListener.NONE));
  }

  /**
   * {@return the same}
   *
   * @param listener gets the events that the kernel's tracer would record, in the order of their
   *     times, when no earlier one can come any more; must not use the machine
   * @throws IllegalStateException if it has more than one strategy
   */
  public Machine boot(Consumer<TraceRecord> listener) {
    KernelTracer tracer =
        new KernelTracer(
            settings.machine().cpus(), settings.machine().isolated(), listener::accept);
    return new Machine(StrategyRun.of(machines, settings, strategy(), tracer));
  }

  private StrategySettings strategy() {
    List<StrategySettings> strategies = settings.strategies();
    if (strategies.size() != 1) {
      throw new IllegalStateException(
          "found %d strategies, expected one: a machine runs under one"
              .formatted(strategies.size()));
    }
    return strategies.get(0);
  }
}
