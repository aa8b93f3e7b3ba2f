package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.scenarios.report.StrategyResult;
import org.junit.jupiter.api.Test;

/** Strategy invlpgb: kernel flushes interrupt nobody and are complete when they say so. */
class InvlpgbStrategyTest {

  private static StrategyResult run(String strategy) {
    return new TestRun()
        .set("machine.features.invlpgb", "true")
        .set("machine.memory", "1 GiB")
        .set("strategies", "[" + strategy + "]")
        .set(
            "workloads",
            "[{ name = process-churn, processes-per-second = 20000 },"
                + " { name = isolated-forks, processes-per-second = 100, burst = 4 },"
                + " { name = static-keys, toggles-per-hour = 18000 }]")
        .run(2000)
        .result();
  }

  @Test
  void kernelFlushes_areBroadcastAndTextSyncsAreNot() {
    StrategyResult immediate = run("immediate");
    StrategyResult invlpgb = run("invlpgb");

    assertThat(immediate.byCallback()).containsKeys("do_flush_tlb_all", "do_sync_core");
    assertThat(invlpgb.byCallback()).containsOnlyKeys("do_sync_core");
    assertThat(invlpgb.byCallback().get("do_sync_core")).isPositive();
    assertThat(invlpgb.deferred()).isZero();
    assertThat(invlpgb.violations()).isEmpty();
  }
}
