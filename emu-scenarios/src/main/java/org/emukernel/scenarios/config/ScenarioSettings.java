package org.emukernel.scenarios.config;

import java.util.List;
import org.emukernel.api.spi.Settings;
import org.emukernel.scenarios.machine.KernelOptions;
import org.emukernel.scenarios.report.PublishedMean;

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
 * @param published figures from elsewhere to compare with
 * @param notes lines for people that the report shows under its table, such as what was calibrated
 * @param sweep what the scenario goes through; empty if it is run once, as it stands here
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
    List<PublishedMean> published,
    List<String> notes,
    List<SweepPoint> sweep) {

  /** Checks the duration and copies the lists. */
  public ScenarioSettings {
    if (durationNs <= 0) {
      throw new IllegalArgumentException("duration is " + durationNs + " ns, expected more than 0");
    }
    strategies = List.copyOf(strategies);
    workloads = List.copyOf(workloads);
    faults = List.copyOf(faults);
    published = List.copyOf(published);
    notes = List.copyOf(notes);
    sweep = List.copyOf(sweep);
  }

  /** Settings that compare with nothing and are run once. */
  public ScenarioSettings(
      String scenario,
      MachineSettings machine,
      KernelOptions kernel,
      List<StrategySettings> strategies,
      long durationNs,
      long seed,
      List<Settings> workloads,
      List<String> faults,
      List<String> notes) {
    this(
        scenario,
        machine,
        kernel,
        strategies,
        durationNs,
        seed,
        workloads,
        faults,
        List.of(),
        notes,
        List.of());
  }

  /** {@return the same with other points to go through} */
  ScenarioSettings with(List<SweepPoint> points) {
    return new ScenarioSettings(
        scenario,
        machine,
        kernel,
        strategies,
        durationNs,
        seed,
        workloads,
        faults,
        published,
        notes,
        points);
  }

  /** {@return the same under one strategy, with one seed, run once, and compared with nothing} */
  ScenarioSettings with(StrategySettings strategy, long otherSeed) {
    return new ScenarioSettings(
        scenario,
        machine,
        kernel,
        List.of(strategy),
        durationNs,
        otherSeed,
        workloads,
        faults,
        notes);
  }

  /** {@return what is run: the points; or, if there are none, these settings, without a name} */
  public List<SweepPoint> points() {
    return sweep.isEmpty() ? List.of(new SweepPoint("", this)) : sweep;
  }
}
