package org.emukernel.scenarios.growth;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Locale;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.sim.RunListener;
import org.emukernel.scenarios.sim.ScenarioMachines;
import org.emukernel.scenarios.sim.StrategyRun;
import org.emukernel.scenarios.wiring.EmuModule;

/**
 * Runs pack {@code rteval} under {@code immediate} for two virtual minutes on a machine of a given
 * size, in a JVM of its own, and prints a {@link GrowthPoint}. The share of isolated CPUs and the
 * load of each housekeeping CPU are those of the pack's 36 CPUs.
 */
final class GrowthRun {

  private static final long DURATION_NS = 120_000_000_000L;

  /* Of the pack: 10 of 36 CPUs are housekeeping, with these rates over all ten. */
  private static final double HOUSEKEEPING = 10;
  private static final double CPUS = 36;
  private static final double PROCESSES = 97;
  private static final double WAKEUPS = 2;
  private static final double FILTERS = 2;

  private GrowthRun() {}

  /**
   * Runs.
   *
   * @param args how many CPUs
   */
  public static void main(String[] args) throws BadScenarioException {
    Locale.setDefault(Locale.ROOT);
    int cpus = Integer.parseInt(args[0]);
    int housekeeping = (int) Math.round(cpus * HOUSEKEEPING / CPUS);
    Injector injector = Guice.createInjector(new EmuModule());
    ScenarioSettings settings =
        injector.getInstance(ScenarioLoader.class).load("rteval", overrides(cpus, housekeeping));
    double startSeconds = cpuSeconds();
    StrategyRun run =
        StrategyRun.of(
            injector.getInstance(ScenarioMachines.class),
            settings,
            settings.strategies().get(0),
            RunListener.NONE);
    double bootedSeconds = cpuSeconds();
    run.runUntil(DURATION_NS);
    double endSeconds = cpuSeconds();
    long ipis = run.result().ipisToIsolatedUser();
    GrowthPoint point =
        new GrowthPoint(
            cpus,
            housekeeping,
            ipis,
            bootedSeconds - startSeconds,
            endSeconds - bootedSeconds,
            liveMib());
    Reference.reachabilityFence(run);
    System.out.println(point.csv());
  }

  private static List<SettingOverride> overrides(int cpus, int housekeeping) {
    double scale = housekeeping / HOUSEKEEPING;
    return List.of(
        option("machine.cpus", cpus),
        option("machine.isolated", housekeeping + "-" + (cpus - 1)),
        option("strategies", "[immediate]"),
        option("workloads.process-churn.processes-per-second", PROCESSES * scale),
        option("workloads.hackbench.wakeups-per-second", WAKEUPS * scale),
        option("workloads.bpf-filter.loads-per-hour", FILTERS * scale));
  }

  private static SettingOverride option(String key, Object value) {
    return SettingOverride.option("growth", key, value.toString());
  }

  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  private static long liveMib() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }
}
