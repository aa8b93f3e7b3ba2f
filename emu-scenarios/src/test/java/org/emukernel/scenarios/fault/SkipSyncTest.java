package org.emukernel.scenarios.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One CPU executes a static key's site while another toggles the key. */
class SkipSyncTest {

  private static final int EXECUTES = 3;

  private static final int SEEDS = 12;

  private static Script script() {
    Script script = new Script().at(10, EXECUTES, TestCalls.keys(0, 700, 300));
    for (int i = 0; i < 60; i++) {
      script.at(20, 0, TestCalls.key(i % 2 == 0));
    }
    return script;
  }

  /* Which stale byte is fetched anew, and when, is drawn from the seed: a fault need not show under each. */
  private static List<Violation> violations(String faults) {
    List<Violation> violations = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      TestRun run = new TestRun().set("faults", faults).set("seed", String.valueOf(seed));
      violations.addAll(run.with(script()).run(2).result().violations());
    }
    return violations;
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip-sync-1", "skip-sync-2", "skip-sync-3"})
  void skipSync_siteExecuted_monitorThatTheFaultNamesFires(String fault) {
    String caughtBy =
        ServiceLoader.load(PlantedFaultProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals(fault))
            .map(PlantedFaultProvider::caughtBy)
            .findFirst()
            .orElseThrow();

    List<Violation> violations = violations("[" + fault + "]");

    assertThat(violations).anyMatch(v -> v.monitor().equals(caughtBy));
    Violation violation =
        violations.stream().filter(v -> v.monitor().equals(caughtBy)).findFirst().orElseThrow();
    assertThat(violation.cpu()).isEqualTo(EXECUTES);
    assertThat(violation.instruction()).startsWith("static_key_probe_0+");
    assertThat(violation.cause()).contains("static_key_probe_0");
    assertThat(violation.history()).anyMatch(line -> line.contains("patch of static_key_probe_0"));
  }

  @Test
  void noFault_siteExecuted_nothingFires() {
    Script script = script();

    assertThat(violations("[]")).isEmpty();
    assertThat(new TestRun().with(script).run(2).result().violations()).isEmpty();
    assertThat(script.results()).allMatch(value -> value >= 0);
    assertThat(script.open()).isZero();
  }
}
