package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.IpiPlaces;
import org.emukernel.scenarios.report.IpiPlaces.Kind;
import org.emukernel.scenarios.report.IpiPlaces.Place;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/** What pack residue measures is what can be expected of rates and windows. */
class ResiduePackTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  private static SettingOverride set(String key, String value) {
    return new SettingOverride("test", key, value);
  }

  private static ScenarioSettings load(String callsPerSecond, String duration) throws Exception {
    return INJECTOR
        .getInstance(ScenarioLoader.class)
        .load(
            "residue",
            List.of(
                set("sweep", "[]"),
                set("duration", duration),
                set("workloads.isolated-calls.calls-per-second", callsPerSecond)));
  }

  private static StrategyResult run(String callsPerSecond, String duration) throws Exception {
    return INJECTOR
        .getInstance(ScenarioRunner.class)
        .run(load(callsPerSecond, duration), ProgressSink.NONE)
        .results()
        .get(0);
  }

  private static boolean mayWait(IpiPlaces places) {
    return places.kind() == Kind.MAY_WAIT;
  }

  @Test
  void noKernelEntries_onlyWhatMustNotWaitIsSent() throws Exception {
    StrategyResult result = run("0", "200 ms");

    assertThat(result.deferred()).isPositive();
    assertThat(result.ipis(ResiduePackTest::mayWait)).isZero();
    assertThat(result.ipis(p -> !mayWait(p))).isEqualTo(result.ipisToIsolatedUser()).isPositive();
    assertThat(result.byCause().keySet()).allMatch(cause -> cause.contains("pcpu_balance_workfn"));
  }

  /* A call stays between its two notes for 0.7 us, so that 20000 calls a second are there 1.4 % of the time. */
  @Test
  void kernelEntries_shareOfRequestsSent_isShareOfTimeInTheKernel() throws Exception {
    StrategyResult result = run("20000", "200 ms");

    double sent = result.ipis(ResiduePackTest::mayWait);
    double share = sent / (sent + result.deferred());
    assertThat(share).isCloseTo(0.014, within(0.004));
    assertThat(result.ipis(p -> mayWait(p) && p.arrived().isTakenInUserMode()) / sent)
        .as("most calls are over before the interrupt arrives")
        .isGreaterThan(0.8);
    assertThat(result.ipis(p -> mayWait(p) && p.decided() == Place.USER)).isZero();
  }

  /* As an NMI between the exit's note and its CR3 write leaves it. */
  @Test
  void noteLeftAtOneInUserMode_sendsTillTheNextExit() throws Exception {
    ScenarioSettings settings = load("0", "1 s");
    ScenarioMachines machines = INJECTOR.getInstance(ScenarioMachines.class);
    SimulatedMachine simulated =
        new SimulatedMachine(
            machines.spec(settings, settings.strategies().get(0)),
            machines.workloads(settings),
            new MachineEvents() {},
            1);
    simulated.runUntil(20_000_000);
    long note = simulated.machine().symbols().perCpu("kernel_cr3_loaded", 3);
    simulated.machine().arena().memory().writeInt(note - MemoryMap.PAGE_OFFSET, 1);
    simulated.runUntil(40_000_000);

    assertThat(simulated.ipiPlaces())
        .filteredOn(ResiduePackTest::mayWait)
        .singleElement()
        .satisfies(
            places -> {
              assertThat(places.decided()).isEqualTo(Place.USER);
              assertThat(places.arrived()).isEqualTo(Place.USER);
              assertThat(places.count()).isPositive();
            });
  }
}
