package org.emukernel.scenarios.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.scenarios.sim.CountedCalls;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All CPUs but one execute a static key's site and a tracepoint while the one toggles them. */
class PatchedSitesTest {

  private static final int TOGGLES = 30;
  private static final int CALLS = 1500;

  @ParameterizedTest
  @CsvSource({"immediate, 1", "immediate, 2", "cr3-signal, 1", "cr3-signal, 2"})
  void toggled_sitesExecutedEverywhere_onlyOldOrNewIsSeen(String strategy, int seed) {
    Script script = new Script();
    for (int i = 0; i < TOGGLES; i++) {
      script.at(20, 0, TestCalls.key(i % 2 == 0)).at(20, 0, TestCalls.tracepoint(i % 2 == 0));
    }
    for (int cpu = 1; cpu < 6; cpu++) {
      script.at(10, cpu, "ones" + cpu, TestCalls.keys(0, CALLS, 3 * cpu));
      script.at(10, cpu, TestCalls.trace(0, CALLS, 3 * cpu));
    }
    CountedCalls int3 = new CountedCalls("smp_text_poke_int3_handler");

    TestRun.Outcome outcome =
        new TestRun()
            .set("machine.cpus", "6")
            .set("machine.isolated", "2-5")
            .set("strategies", "[" + strategy + "]")
            .set("seed", "" + seed)
            .plant(int3)
            .with(script)
            .run(5);

    assertThat(script.open()).isZero();
    assertThat(outcome.result().violations()).isEmpty();
    for (int cpu = 1; cpu < 6; cpu++) {
      assertThat(script.result("ones" + cpu)).as("CPU %d", cpu).isBetween(1L, CALLS - 1L);
    }
    assertThat(int3.calls()).as("INT3s that were hit").isGreaterThan(TOGGLES);
  }
}
