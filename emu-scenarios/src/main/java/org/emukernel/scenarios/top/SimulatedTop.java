package org.emukernel.scenarios.top;

import java.util.Optional;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.sim.ScenarioMachines;
import org.emukernel.scenarios.sim.StrategyRun;
import org.emukernel.scenarios.tracer.KernelTracer;

/** A scenario that runs under one strategy. */
final class SimulatedTop implements TopSource {

  private final String title;
  private final TopCounts counts;
  private final StrategyRun run;
  private final long endNs;
  private long nowNs;

  SimulatedTop(ScenarioMachines machines, ScenarioSettings settings, StrategySettings strategy) {
    title = settings.scenario() + ", " + strategy.label() + ", seed " + settings.seed();
    counts = new TopCounts(Optional.of(settings.machine().isolated()));
    KernelTracer tracer =
        new KernelTracer(settings.machine().cpus(), settings.machine().isolated(), counts::accept);
    run = StrategyRun.of(machines, settings, strategy, tracer);
    endNs = settings.durationNs();
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public void reach(long ns) {
    nowNs = Math.min(ns, endNs);
    run.runUntil(nowNs);
  }

  @Override
  public long nowNs() {
    return nowNs;
  }

  @Override
  public long endNs() {
    return endNs;
  }

  @Override
  public String table() {
    return TopTable.of(counts, nowNs);
  }

  @Override
  public void close() {}
}
