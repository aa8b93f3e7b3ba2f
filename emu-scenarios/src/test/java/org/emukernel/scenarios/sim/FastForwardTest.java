package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jumping over repetitions of the user loop gives what stepping gives. */
class FastForwardTest {

  static TestRun run(String strategy, String pcid) {
    Script script =
        new Script()
            .at(15, 0, "address", TestCalls.vmalloc(8192))
            .at(40, 2, TestCalls.keys(0, 20, 10))
            .at(300, 2, TestCalls.trace(0, 20, 10))
            .at(310, 0, TestCalls.key(true))
            .at(400, 1, TestCalls.tracepoint(true))
            .at(700, 3, TestCalls.keys(1, 30, 0));
    script.at(800, 3, "", () -> TestCalls.load(script.result("address")));
    return new TestRun()
        .set("strategies", "[" + strategy + "]")
        .set("machine.features.pcid", pcid)
        .set("machine.features.invpcid", pcid)
        .set(
            "workloads",
            "[{name=hackbench, wakeups-per-second=5000}, {name=static-keys, toggles-per-hour=3600000},"
                + " {name=process-churn, processes-per-second=10000, burst=10}]")
        .with(script);
  }

  @ParameterizedTest
  @CsvSource({"immediate, true", "cr3-signal, true", "cr3-signal, false"})
  void run_onAndOff_sameResultAndSameState(String strategy, String pcid) {
    TestRun.Outcome on = run(strategy, pcid).run(2);
    TestRun.Outcome off = run(strategy, pcid).withoutFastForward().run(2);

    assertThat(on.result().kernelEntries()).isPositive();
    assertThat(off.result()).isEqualTo(on.result());
    assertThat(off.machine().arena().diff(on.machine().arena().snapshot())).isEmpty();
  }
}
