package org.emukernel.scenarios.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of text patching under stock workloads: keys are toggled while all CPUs send packets. */
class TextFaultsTest {

  /* Which stale byte is fetched anew, and when, is drawn from the seed: a fault shows under one or the other. */
  private static final int SEEDS = 24;

  private static TestRun patchedAndExecuted(String faults, int seed) {
    return new TestRun()
        .set("machine.cpus", "6")
        .set("machine.isolated", "2-5")
        .set("seed", Integer.toString(seed))
        .set("faults", faults)
        .set(
            "workloads",
            "[{name=static-keys, toggles-per-hour=72000000},"
                + " {name=datagrams, calls-per-second=40000, packets=32}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "skip-sync-1",
        "skip-sync-2",
        "skip-sync-3",
        "tail-before-int3",
        "no-int3",
        "skip-ack-wait"
      })
  void fault_stockWorkloads_monitorThatItNamesFires(String fault) {
    String caughtBy =
        ServiceLoader.load(PlantedFaultProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals(fault))
            .map(PlantedFaultProvider::caughtBy)
            .findFirst()
            .orElseThrow();

    boolean fires =
        IntStream.rangeClosed(1, SEEDS)
            .mapToObj(seed -> patchedAndExecuted("[" + fault + "]", seed).run(20).result())
            .flatMap(result -> result.violations().stream())
            .anyMatch(
                v ->
                    v.monitor().equals(caughtBy)
                        && v.instruction().startsWith("static_key_probe_0+"));

    assertThat(fires).isTrue();
  }

  @Test
  void noFault_stockWorkloads_nothingFires() {
    assertThat(patchedAndExecuted("[]", 10).run(20).result().violations()).isEmpty();
  }

  @Test
  void noFault_deferred_nothingFires() {
    TestRun run = patchedAndExecuted("[]", 10).set("strategies", "[cr3-signal]");

    assertThat(run.run(20).result().violations()).isEmpty();
  }
}
