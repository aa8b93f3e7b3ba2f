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

  private static String chain(String... from) {
    return "smp_call_function_many_cond <- on_each_cpu_cond_mask <- "
        + String.join(" <- ", from)
        + " <- change_page_attr_set_clr <- set_memory_rox <- bpf_prog_pack_alloc"
        + " <- bpf_jit_binary_pack_alloc <- bpf_int_jit_compile <- bpf_prog_select_runtime"
        + " <- bpf_prepare_filter <- sk_attach_filter <- sk_setsockopt <- do_sock_setsockopt"
        + " <- __sys_setsockopt <- __x64_sys_setsockopt <- do_syscall_64"
        + " <- entry_SYSCALL_64_after_hwframe";
  }

  /* The three stacks of the recording's first load in phase bpf-pack. The pack's pages lie in two large pages of the
   * direct map here, each of which is split. */
  @Test
  void bpf_firstFilter_sendsWhatTheRecordingShows() {
    StrategyResult result = lazyThen(attachFilter());

    assertThat(result.byCause())
        .containsOnly(
            Map.entry(
                chain("flush_tlb_kernel_range", "__purge_vmap_area_lazy", "_vm_unmap_aliases"), 2L),
            Map.entry(chain("__change_page_attr_set_clr", "__change_page_attr_set_clr"), 4L),
            Map.entry(chain("flush_tlb_kernel_range", "cpa_flush"), 2L));
    assertThat(count(result, FLUSH_ALL) + count(result, "do_kernel_range_flush")).isEqualTo(8);
  }

  @Test
  void bpf_secondFilter_fitsIntoThePackAndSendsNothing() {
    StrategyResult first = lazyThen(attachFilter());
    StrategyResult both = lazyThen(attachFilter(), attachFilter());

    assertThat(both.byCause()).isEqualTo(first.byCause());
  }

  private static StrategyResult lazyThen(SystemCall... calls) {
    Script script = new Script().at(10, 0, "area", TestCalls.vmalloc(4096));
    script.at(20, 0, "", () -> TestCalls.vfree(script.result("area")));
    for (SystemCall call : calls) {
      script.at(30, 0, call);
    }
    CountedCalls placed = new CountedCalls("bpf_prog_pack_alloc");
    TestRun run = new TestRun().set("workloads", "[{name=bpf-filter, loads-per-hour=0}]");
    StrategyResult result = run.plant(placed).with(script).run(4).result();
    assertThat(placed.calls()).isEqualTo(calls.length);
    assertThat(script.open()).isZero();
    assertThat(result.violations()).isEmpty();
    return result;
  }

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
