package org.emukernel.scenarios.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.emukernel.scenarios.replay.RecordedOperation.NotDeferrable;
import org.emukernel.scenarios.replay.RecordedOperation.TextSync;
import org.emukernel.scenarios.trace.BytesSource;
import org.emukernel.scenarios.trace.TracefsTextFormat;
import org.junit.jupiter.api.Test;

/** How events become calls. */
class RecordedCallsTest {
  private static final String SYNC_STACK =
      "smp_call_function_many_cond,on_each_cpu_cond_mask,smp_text_poke_batch_finish,"
          + "arch_jump_label_transform_apply,static_key_enable";
  private static final String PURGE_STACK =
      "smp_call_function_many_cond,on_each_cpu_cond_mask,flush_tlb_kernel_range,"
          + "__purge_vmap_area_lazy,drain_vmap_area_work";

  private final StringBuilder text = new StringBuilder();
  private int microseconds;

  private RecordedCallsTest event(int pid, int cpu, String event, String stack) {
    String head = String.format("  t-%d [%03d] d..1. 5.%06d: ", pid, cpu, microseconds++);
    text.append(head).append(event).append('\n');
    if (!stack.isEmpty()) {
      text.append(head).append("<stack trace>\n => trace_event_raw_event_x\n");
      for (String frame : stack.split(",")) {
        text.append(" => ").append(frame).append('\n');
      }
    }
    return this;
  }

  private RecordedCallsTest csd(int pid, int from, int to, String func, String stack) {
    return event(
        pid, from, "csd_queue_cpu: cpu=" + to + " callsite=c+0x1 func=" + func + " csd=0", stack);
  }

  private RecordedCallsTest ipi(int pid, int from, int to, String callback, String stack) {
    return event(
        pid, from, "ipi_send_cpu: cpu=" + to + " callsite=c+0x1 callback=" + callback, stack);
  }

  private List<RecordedCall> calls() throws IOException {
    List<RecordedCall> calls = new ArrayList<>();
    try (RecordedCalls source =
        new RecordedCalls(
            new TracefsTextFormat().open(new BytesSource(text.toString().getBytes(UTF_8))),
            CauseRules.standard())) {
      for (RecordedCall call = source.next(); call != null; call = source.next()) {
        calls.add(call);
      }
    }
    return calls;
  }

  private static final String SINGLE = "generic_smp_call_function_single_interrupt+0x0/0x10";

  @Test
  void next_csdsAndMask_areOneCall() throws IOException {
    csd(1, 0, 1, "do_sync_core", SYNC_STACK);
    csd(1, 0, 2, "do_sync_core", SYNC_STACK);
    csd(1, 0, 3, "do_sync_core", SYNC_STACK);
    event(1, 0, "ipi_send_cpumask: cpumask=a callsite=c+0x1 callback=" + SINGLE, SYNC_STACK);

    RecordedCall call = only();

    assertThat(call.targets()).isEqualTo(CpuMask.of(1, 2, 3));
    assertThat(call.interrupted()).isEqualTo(CpuMask.of(1, 3));
    assertThat(call.operation()).isEqualTo(new TextSync(TextSyncKind.JUMP_LABEL));
    assertThat(call.cause().chain()).containsExactly(SYNC_STACK.split(","));
    assertThat(call.sender().timestampNs()).isEqualTo(5_000_000_000L);
  }

  private RecordedCall only() throws IOException {
    List<RecordedCall> calls = calls();
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  @Test
  void next_sameCallTwice_areTwoCalls() throws IOException {
    for (int i = 0; i < 2; i++) {
      csd(1, 0, 1, "do_sync_core", SYNC_STACK);
      ipi(1, 0, 1, SINGLE, SYNC_STACK);
    }

    assertThat(calls()).extracting(RecordedCall::targets).containsExactly(mask(1), mask(1));
  }

  private static CpuMask mask(int cpu) {
    return CpuMask.of(cpu);
  }

  @Test
  void next_queueNotEmpty_targetGetsNoIpi() throws IOException {
    csd(1, 0, 1, "do_sync_core", SYNC_STACK);

    assertThat(only().interrupted()).isEqualTo(CpuMask.none());
  }

  @Test
  void next_sendersAtOnce_areKeptApart() throws IOException {
    csd(1, 0, 2, "do_sync_core", SYNC_STACK);
    csd(2, 1, 2, "do_sync_core", SYNC_STACK);
    csd(1, 0, 3, "do_sync_core", SYNC_STACK);
    ipi(2, 1, 2, SINGLE, "");
    ipi(1, 0, 2, SINGLE, "");

    assertThat(calls())
        .extracting(call -> call.sender().cpu() + ": " + call.targets() + " " + call.interrupted())
        .containsExactly("0: 2-3 2", "1: 2 2");
  }

  @Test
  void next_reschedule_isABareIpi() throws IOException {
    csd(1, 0, 1, "do_sync_core", SYNC_STACK);
    ipi(1, 0, 1, "0x0", "__resched_curr,wakeup_preempt");
    ipi(1, 0, 1, SINGLE, SYNC_STACK);

    List<RecordedCall> calls = calls();

    assertThat(calls).extracting(c -> c.cause().kind()).containsExactly(CallKind.CSD, CallKind.IPI);
    assertThat(calls).extracting(RecordedCall::interrupted).containsExactly(mask(1), mask(1));
    assertThat(calls.get(1).cause().title()).isEqualTo("reschedule");
    assertThat(calls.get(1).operation()).isEqualTo(new NotDeferrable("0x0"));
  }

  @Test
  void next_maskWithoutCsds_isABareIpiToAll() throws IOException {
    event(1, 0, "ipi_send_cpumask: cpumask=6 callsite=c callback=" + SINGLE, "a,b");

    assertThat(only().targets()).isEqualTo(CpuMask.of(1, 2));
    assertThat(only().cause().title()).isEqualTo("other ipi");
  }

  private void purge(int pid, String range) {
    event(pid, 0, "purge_vmap_area_lazy: " + range + " num_purged=3", "");
  }

  @Test
  void next_purgeBehindTheFlush_givesItsRange() throws IOException {
    csd(7, 0, 1, "do_flush_tlb_all", PURGE_STACK);
    ipi(7, 0, 1, SINGLE, PURGE_STACK);
    csd(8, 0, 1, "do_sync_core", SYNC_STACK);
    purge(7, "start=0xffffc90000d59000 end=0xffffc900024a9000");

    List<RecordedCall> calls = calls();

    assertThat(calls.get(0).operation())
        .isEqualTo(
            new KernelTlbFlush(
                "__purge_vmap_area_lazy",
                IpiWork.Caller.VMALLOC,
                IpiWork.Extent.ALL,
                new LinearRange(0xffffc90000d59000L, 0xffffc900024a9000L)));
    assertThat(calls.get(1).operation()).isInstanceOf(TextSync.class);
  }

  @Test
  void next_purgeOfAnotherTaskOrOfNothing_givesNoRange() throws IOException {
    csd(7, 0, 1, "do_kernel_range_flush", PURGE_STACK);
    purge(8, "start=0xffffc90000d59000 end=0xffffc900024a9000");
    purge(7, "start=0xffffffffffffffff end=0x0");

    assertThat(only().operation())
        .isEqualTo(
            new KernelTlbFlush(
                "__purge_vmap_area_lazy", IpiWork.Caller.VMALLOC, IpiWork.Extent.RANGE, null));
  }

  @Test
  void next_rangeNeverComes_laterCallsStillLeaveInOrder() throws IOException {
    csd(7, 0, 1, "do_flush_tlb_all", PURGE_STACK);
    IntStream.range(0, 3000).forEach(i -> ipi(8, 2, 1, "0x0", ""));

    List<RecordedCall> calls = calls();

    assertThat(calls).hasSize(3001);
    assertThat(calls.get(0).operation()).isInstanceOf(KernelTlbFlush.class);
    assertThat(calls.stream().map(c -> c.sender().timestampNs()).collect(Collectors.toList()))
        .isSorted();
  }
}
