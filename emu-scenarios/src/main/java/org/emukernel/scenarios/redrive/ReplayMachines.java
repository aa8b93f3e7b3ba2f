package org.emukernel.scenarios.redrive;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.MachineSettings;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.sim.ScenarioMachines;

/** Makes machines with the CPUs of a recording and all else as {@code reference.conf} says. */
public final class ReplayMachines {

  /** Stores are seen at once: a recording says nothing about store buffers. */
  private static final int STORE_BUFFER = 0;

  private static final long MEMORY = 256L << 20;
  private static final long MEMORY_PER_CPU = 2L << 20;

  private final ScenarioLoader scenarios;
  private final ScenarioMachines machines;

  /** Makes a maker. */
  @Inject
  public ReplayMachines(ScenarioLoader scenarios, ScenarioMachines machines) {
    this.scenarios = scenarios;
    this.machines = machines;
  }

  /**
   * {@return what all machines have in common}
   *
   * @throws IOException if no machine can have such CPUs; the message is one line
   */
  ScenarioSettings settings(int cpus, CpuMask isolated, List<StrategySettings> strategies)
      throws IOException {
    requirePossible(cpus, isolated);
    ScenarioSettings defaults = defaults();
    return new ScenarioSettings(
        "replay",
        machine(cpus, isolated, defaults.machine()),
        defaults.kernel(),
        strategies,
        1,
        defaults.seed(),
        List.of(),
        List.of(),
        List.of());
  }

  /** {@return a machine with one of the strategies} */
  MachineSpec spec(ScenarioSettings settings, StrategySettings strategy) {
    return machines.spec(settings, strategy);
  }

  private static void requirePossible(int cpus, CpuMask isolated) throws IOException {
    if (cpus > MachineSettings.MAX_CPUS) {
      throw new IOException(
          "found " + cpus + " CPUs, expected at most " + MachineSettings.MAX_CPUS);
    }
    if (isolated.last() >= cpus) {
      throw new IOException(
          "isolated CPUs " + isolated + ": the recording has the CPUs 0-" + (cpus - 1) + " only");
    }
    if (isolated.count() == cpus) {
      throw new IOException("isolated CPUs " + isolated + ": no other CPU is left");
    }
  }

  private static MachineSettings machine(int cpus, CpuMask isolated, MachineSettings defaults) {
    return new MachineSettings(
        defaults.architecture(),
        cpus,
        isolated,
        MEMORY + cpus * MEMORY_PER_CPU,
        defaults.features(),
        STORE_BUFFER,
        0,
        defaults.profile());
  }

  private ScenarioSettings defaults() {
    try {
      return scenarios.loadDefaults(List.of());
    } catch (BadScenarioException e) {
      throw new IllegalStateException("reference.conf: " + e.lines(), e);
    }
  }
}
