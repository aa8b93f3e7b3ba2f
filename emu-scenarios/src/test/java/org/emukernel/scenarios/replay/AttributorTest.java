package org.emukernel.scenarios.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.emukernel.scenarios.replay.RecordedOperation.NotDeferrable;
import org.emukernel.scenarios.replay.RecordedOperation.TextSync;
import org.emukernel.scenarios.trace.Recordings;
import org.emukernel.scenarios.trace.TraceCmdReportFormat;
import org.emukernel.scenarios.trace.TracefsTextFormat;
import org.junit.jupiter.api.Test;

/** Attribution of the real recording; its figures were counted with grep and awk. */
class AttributorTest {
  private static final Path TRACEFS = Path.of("..", "docs", "examples", "ipi-2cpu.tracefs.txt.gz");
  private static final Path REPORT =
      Path.of("src/test/resources/org/emukernel/scenarios/trace", "ipi-2cpu.report.txt.gz");

  private final Recordings recordings =
      new Recordings(List.of(new TracefsTextFormat(), new TraceCmdReportFormat()));
  private final Attributor attributor = new Attributor(CauseRules.standard());

  private Attribution attribute(Path path) throws IOException {
    return attributor.attribute(recordings.open(path), Optional.empty());
  }

  private static long count(Attribution attribution, Predicate<Cause> which) {
    return attribution.causes().stream()
        .filter(count -> which.test(count.cause()))
        .mapToLong(CauseCount::count)
        .sum();
  }

  @Test
  void attribute_recording_countsCsdsAtIsolatedByFunction() throws IOException {
    Attribution attribution = attribute(TRACEFS);

    assertThat(attribution.csdQueuedAtIsolated())
        .containsExactly(
            Map.entry("do_sync_core", 540L),
            Map.entry("remote_function", 40L),
            Map.entry("do_flush_tlb_all", 36L),
            Map.entry("flush_tlb_func", 32L),
            Map.entry("__perf_event_read", 20L),
            Map.entry("do_kernel_range_flush", 10L),
            Map.entry("ipi_mb", 9L));
    assertThat(attribution.events()).isEqualTo(7938);
    assertThat(attribution.cpus()).isEqualTo(2);
    assertThat(attribution.format()).isEqualTo("tracefs");
  }

  @Test
  void attribute_withoutIsolated_infersCpu1() throws IOException {
    assertThat(attribute(TRACEFS).isolated())
        .isEqualTo(new IsolatedCpus(CpuMask.of(1), IsolatedCpus.Origin.INFERRED));
  }

  @Test
  void attribute_isolatedGiven_countsThoseCpus() throws IOException {
    Attribution attribution =
        attributor.attribute(recordings.open(TRACEFS), Optional.of(CpuMask.of(0)));

    assertThat(attribution.isolated().origin()).isEqualTo(IsolatedCpus.Origin.GIVEN);
    assertThat(attribution.csdQueuedAtIsolated())
        .containsOnly(
            Map.entry("sched_ttwu_pending", 1L),
            Map.entry("do_flush_tlb_all", 1L),
            Map.entry("flush_tlb_func", 1L));
  }

  @Test
  void attribute_bothForms_giveTheSameCauses() throws IOException {
    Attribution tracefs = attribute(TRACEFS);
    Attribution report = attribute(REPORT);

    assertThat(tracefs.causes()).isEqualTo(report.causes());
    assertThat(tracefs.csdQueuedAtIsolated()).isEqualTo(report.csdQueuedAtIsolated());
    assertThat(tracefs.isolated()).isEqualTo(report.isolated());
    assertThat(report.format()).isEqualTo("trace-cmd-report");
  }

  @Test
  void attribute_recording_tellsTheCausesApart() throws IOException {
    Attribution attribution = attribute(TRACEFS);

    assertThat(
            count(attribution, c -> c.operation().equals(new TextSync(TextSyncKind.STATIC_CALL))))
        .isEqualTo(240);
    assertThat(count(attribution, c -> c.operation().equals(new TextSync(TextSyncKind.JUMP_LABEL))))
        .isEqualTo(300);
    assertThat(count(attribution, c -> isFlush(c, IpiWork.Caller.VMALLOC))).isEqualTo(23);
    assertThat(count(attribution, c -> isFlush(c, IpiWork.Caller.OTHER))).isEqualTo(13 + 10);
    assertThat(
            count(
                attribution,
                c -> c.kind() == CallKind.CSD && c.operation() instanceof NotDeferrable))
        .isEqualTo(40 + 32 + 20 + 9);
    assertThat(count(attribution, c -> c.title().startsWith("other "))).isZero();
  }

  private static boolean isFlush(Cause cause, IpiWork.Caller kind) {
    return cause.operation() instanceof KernelTlbFlush flush && flush.callerKind() == kind;
  }

  @Test
  void attribute_recording_holdsTheSetsockoptChain() throws IOException {
    assertThat(attribute(TRACEFS).causes())
        .filteredOn(count -> count.cause().title().equals("kernel TLB flush: vmalloc"))
        .filteredOn(count -> count.cause().chain().contains("set_memory_rox"))
        .singleElement()
        .satisfies(count -> assertThat(count.count()).isEqualTo(10))
        .satisfies(count -> assertThat(count.ipis()).isEqualTo(10))
        .satisfies(
            count ->
                assertThat(count.cause().chain())
                    .containsSubsequence(
                        "smp_call_function_many_cond",
                        "on_each_cpu_cond_mask",
                        "flush_tlb_kernel_range",
                        "__purge_vmap_area_lazy",
                        "_vm_unmap_aliases",
                        "change_page_attr_set_clr",
                        "bpf_int_jit_compile",
                        "sk_attach_filter",
                        "__x64_sys_setsockopt"));
  }

  @Test
  void attribute_recording_everyIpiToTheIsolatedCpuIsCounted() throws IOException {
    Attribution attribution = attribute(TRACEFS);

    /* grep -c 'ipi_send_cpu: cpu=1' */
    assertThat(attribution.causes().stream().mapToLong(CauseCount::ipis).sum()).isEqualTo(733);
  }
}
