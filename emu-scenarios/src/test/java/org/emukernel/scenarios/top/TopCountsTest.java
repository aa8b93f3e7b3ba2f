package org.emukernel.scenarios.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.junit.jupiter.api.Test;

class TopCountsTest {

  private static final KernelSymbol CALLER = new KernelSymbol("on_each_cpu_cond_mask", 0x20);
  private static final KernelSymbol GENERIC =
      new KernelSymbol("generic_smp_call_function_single_interrupt", 0);

  private final TopCounts counts = new TopCounts(Optional.of(CpuMask.of(2, 3)));

  private void at(long ns, TraceEvent event) {
    counts.accept(new TraceRecord(new TraceHeader("a", 1, 0, ns, ""), event, CallStack.EMPTY));
  }

  private void queue(int target, String func) {
    at(0, new TraceEvent.CsdQueueCpu(target, CALLER, new KernelSymbol(func, 0), 1));
  }

  private void ipi(long ns, int target, KernelSymbol callback) {
    at(ns, new TraceEvent.IpiSendCpu(target, CALLER, callback));
  }

  @Test
  void table_calls_areNamedByTheFunctionThatWasQueued() {
    queue(1, "do_sync_core");
    queue(2, "do_sync_core");
    queue(3, "do_flush_tlb_all");
    at(1_000_000, new TraceEvent.IpiSendCpumask(CpuMask.of(1, 2, 3), CALLER, GENERIC));
    ipi(3_000_000, 2, KernelSymbol.NULL);
    queue(2, "do_sync_core");
    ipi(3_500_000, 2, GENERIC);
    at(4_000_000, new TraceEvent.IpiDeferred(3, CALLER, new KernelSymbol("do_sync_core", 0)));

    assertThat(TopTable.of(counts, 9_000_000))
        .isEqualTo(
            """
            CPU  IPIs  mean between   worst  deferred  do_sync_core  do_flush_tlb_all  reschedule
            2       3          3 ms  500 us         0             2                 0           1
            3       1          9 ms       -         1             0                 1           0
            """);
  }

  @Test
  void table_manySources_theRareAreTogether() {
    for (int source = 1; source <= 6; source++) {
      for (int time = 0; time < source; time++) {
        queue(2, "f" + source);
        ipi(source * 100L + time, 2, GENERIC);
      }
    }

    assertThat(TopTable.of(counts, 21_000))
        .isEqualTo(
            """
            CPU  IPIs  mean between  worst  deferred  f6  f5  f4  f3  other
            2      21          1 us   1 ns         0   6   5   4   3      3
            3       0             -      -         0   0   0   0   0      0
            """);
  }

  @Test
  void byCpu_nobodyWatched_areAllThatAreSentSomething() {
    TopCounts all = new TopCounts(Optional.empty());
    TraceHeader header = new TraceHeader("a", 1, 0, 5, "");

    all.accept(
        new TraceRecord(header, new TraceEvent.IpiSendCpu(7, CALLER, GENERIC), CallStack.EMPTY));

    assertThat(all.byCpu()).containsOnlyKeys(7);
    assertThat(all.sources()).containsExactly(GENERIC.name());
  }
}
