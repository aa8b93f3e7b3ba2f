package org.emukernel.scenarios.config;

import java.util.List;
import org.emukernel.api.spi.Settings;
import org.emukernel.scenarios.machine.KernelOptions;

/**
 * Everything that a scenario says, checked; {@code emu}.
 *
 * @param scenario its name in reports
 * @param machine the machine
 * @param kernel what the kernel does besides the usual
 * @param strategies the strategies to compare, at least one, each once
 * @param durationNs virtual time to run, ns, above 0
 * @param seed what the chooser's answers are drawn from
 * @param workloads what the housekeeping CPUs do
 * @param faults the faults to plant, by name
 * @param notes lines for people that the report shows under its table, such as what was calibrated
 */
public record ScenarioSettings(
    String scenario,
    MachineSettings machine,
    KernelOptions kernel,
    List<StrategySettings> strategies,
    long durationNs,
    long seed,
    List<Settings> workloads,
    List<String> faults,
    List<String> notes) {

  /** Checks the duration and copies the lists. */
  public ScenarioSettings {
    if (durationNs <= 0) {
      throw new IllegalArgumentException("duration is " + durationNs + " ns, expected more than 0");
    }
    strategies = List.copyOf(strategies);
    workloads = List.copyOf(workloads);
    faults = List.copyOf(faults);
    notes = List.copyOf(notes);
  }
}
