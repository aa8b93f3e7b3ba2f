package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.report.StrategyResult;
import org.junit.jupiter.api.Test;

/** What IPIs single operations send, and how many purges process churn brings about. */
class EmergentRatesTest {

  private static final String FLUSH_ALL = "do_flush_tlb_all";
  private static final String SYNC_CORE = "do_sync_core";

  private static long count(StrategyResult result, String callback) {
    return result.byCallback().entrySet().stream()
        .filter(entry -> entry.getKey().split("\\+")[0].equals(callback))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static StrategyResult one(String strategy, SystemCall... calls) {
    Script script = new Script();
    for (SystemCall call : calls) {
      script.at(10, 0, call);
    }
    TestRun run = new TestRun().set("strategies", "[" + strategy + "]").with(script);
    run.set("workloads", "[{name=bpf-filter, loads-per-hour=0}]");
    StrategyResult result = run.run(2 + calls.length).result();
    assertThat(script.open()).isZero();
    assertThat(result.violations()).isEmpty();
    return result;
  }

  /* text_poke_bp_batch: INT3, tails, first bytes. */
  @Test
  void key_toggledOnce_hitsEachIsolatedCpuThreeTimes() {
    StrategyResult result = one("immediate", TestCalls.key(true));

    assertThat(result.ipisPerIsolatedCpu()).containsExactly(3L, 3L);
    assertThat(count(result, SYNC_CORE)).isEqualTo(6);
  }

  /* The recording of Linux 6.18: 540 do_sync_core; 9 a toggle. */
  @Test
  void tracepoint_toggledOnce_hitsEachIsolatedCpuNineTimes() {
    StrategyResult result = one("immediate", TestCalls.tracepoint(true));

    assertThat(result.ipisPerIsolatedCpu()).containsExactly(9L, 9L);
    assertThat(count(result, SYNC_CORE)).isEqualTo(18);
  }

  @Test
  void key_alreadyOn_sendsNothing() {
    StrategyResult result = one("immediate", TestCalls.key(true), TestCalls.key(true));

    assertThat(result.ipisPerIsolatedCpu()).containsExactly(3L, 3L);
  }

  @Test
  void toggles_cr3Signal_hitNobodyInUserMode() {
    StrategyResult result = one("cr3-signal", TestCalls.key(true), TestCalls.tracepoint(true));

    assertThat(result.ipisToIsolatedUser()).isZero();
    assertThat(result.deferred()).isEqualTo(2 * (3 + 9));
    assertThat(result.caughtUp()).isZero();
  }

  private static SystemCall attachFilter() {
    return new SystemCall(54, 512, 0, 0);
  }

  @Test
  void bpf_secondFilter_fitsIntoThePackAndSendsNothing() {
    StrategyResult first = one("immediate", attachFilter());
    StrategyResult both = one("immediate", attachFilter(), attachFilter());

    assertThat(count(first, FLUSH_ALL)).isEqualTo(FIRST_FILTER * 2);
    assertThat(first.ipisPerIsolatedCpu()).containsExactly(FIRST_FILTER, FIRST_FILTER);
    assertThat(both.byCause()).isEqualTo(first.byCause());
  }

  private static final long FIRST_FILTER = 3;

  /* fls(3) * 32 MiB = 16384 pages may be lazy. A stack has 4 pages and a guard page; of a burst of 40 two stay in
   * the CPU's cache, and the kworker that frees the other 38 is done with them before it purges. */
  @Test
  void churn_purgesAreWhatLazyMaxPagesPredicts() {
    CountedCalls freed = new CountedCalls("remove_vm_area");
    TestRun run =
        new TestRun()
            .set("machine.cpus", "3")
            .set("machine.isolated", "1-2")
            .set("workloads", "[{name=process-churn, processes-per-second=40000, burst=40}]")
            .plant(freed);

    StrategyResult result = run.run(200).result();

    long limit = 2 * (32L << 20) / 4096;
    long purges = 0;
    long lazy = 0;
    for (long stack = 1; stack <= freed.calls(); stack++) {
      lazy += 5;
      if (stack % 38 == 0 && lazy > limit) {
        purges++;
        lazy = 0;
      }
    }
    assertThat(purges).isGreaterThanOrEqualTo(2);
    assertThat(result.ipisPerIsolatedCpu()).containsExactly(purges, purges);
    assertThat(count(result, FLUSH_ALL)).isEqualTo(2 * purges);
    assertThat(result.violations()).isEmpty();
  }
}
