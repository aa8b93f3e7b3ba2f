package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceEvent.AllocVmapArea;
import org.emukernel.api.trace.TraceEvent.CsdFunctionExit;
import org.emukernel.api.trace.TraceEvent.IpiSendCpu;
import org.emukernel.api.trace.TraceEvent.IpiSendCpumask;
import org.emukernel.api.trace.TraceEvent.TlbFlush;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.api.trace.TraceWarning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as perf 6.1 printed them on Linux 6.18. */
class PerfScriptReaderTest {
  private static final Path REPORT =
      Path.of("src/test/resources/org/emukernel/scenarios/trace", "ipi-2cpu.report.txt.gz");

  private static final String EXIT =
      "perf 28173 [000] 34441.509207:  csd:csd_function_exit: func=remote_function, csd=(nil)\n"
          + "\tffffffff814415f3 generic_exec_single+0xc3 ([kernel.kallsyms])\n"
          + "\tffffffff81441729 smp_call_function_single+0x99 ([kernel.kallsyms])\n"
          + "\tffffffff821ed511 do_syscall_64+0x71 ([kernel.kallsyms])\n"
          + "\t           fdd6b __GI___ioctl+0x3b (/usr/lib/x86_64-linux-gnu/libc.so.6)\n"
          + "\t          147bc2 [unknown] (/usr/bin/perf)\n"
          + "\n";
  private static final String FLUSH =
      "C2 CompilerThre 11655 [001] 35988.636994: tlb:tlb_flush: pages:-1 reason:remote (4)\n\n";

  private static TraceText read(String text) throws IOException {
    return TraceText.read(new PerfScriptReader(new ByteArrayInputStream(text.getBytes(UTF_8))));
  }

  @Test
  void next_event_hasItsFieldsAndTheKernelsFrames() throws IOException {
    TraceRecord record = read(EXIT).only();

    assertThat(record.header())
        .isEqualTo(new TraceHeader("perf", 28173, 0, 34_441_509_207_000L, ""));
    assertThat(record.event())
        .isEqualTo(new CsdFunctionExit(new KernelSymbol("remote_function", 0), 0));
    assertThat(record.stack().frames())
        .containsExactly("generic_exec_single", "smp_call_function_single", "do_syscall_64");
  }

  @Test
  void next_framesWithoutReturnAddressOrSymbol_areLeftOutOrNumbers() throws IOException {
    TraceRecord record =
        read("perf 1 [000] 1.0: tlb:tlb_flush: pages:0 reason:x (0)\n"
                + "\tffffffff814415f3 inner (inlined)\n"
                + "\tffffffffc0001234 [unknown] ([kernel.kallsyms])\n"
                + "\tffffffff81441729 module_work+0x4 ([nf_tables])\n"
                + "\tffffffff81441730\n")
            .only();

    assertThat(record.stack().frames())
        .containsExactly("0xffffffffc0001234", "module_work", "0xffffffff81441730");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "     migration/0    18 [003] 34441.509382:       ipi:ipi_send_cpu: ",
        "migration/0 17/18 [003] 34441.509382000: ipi:ipi_send_cpu: ",
        "  migration/0    18/18    [003] 34441.509382:  1 ipi:ipi_send_cpu: "
      })
  void next_columns_areRead(String columns) throws IOException {
    TraceRecord record = read(columns + "cpu=1 callsite=update_curr+0x80 callback=0x0\n").only();

    assertThat(record.header())
        .isEqualTo(new TraceHeader("migration/0", 18, 3, 34_441_509_382_000L, ""));
    assertThat(record.event())
        .isEqualTo(new IpiSendCpu(1, new KernelSymbol("update_curr", 0x80), KernelSymbol.NULL));
  }

  @Test
  void next_taskWithSpacesAndAddressBehindTheFields_areRead() throws IOException {
    String flush = FLUSH.strip() + " ffffffff8134229f native_flush ([kernel.kallsyms])\n";

    TraceRecord record = read(flush).only();

    assertThat(record.header().task()).isEqualTo("C2 CompilerThre");
    assertThat(record.event()).isEqualTo(new TlbFlush(4, -1));
  }

  /* What libtraceevent prints where it does not know __get_cpumask(): tep_print_fields(). */
  @Test
  void next_cpumaskAsBytes_isRead() throws IOException {
    TraceRecord record =
        read("a 1 [000] 1.000000: ipi:ipi_send_cpumask: [FAILED TO PARSE]"
                + " cpumask=ARRAY[06, 01, 00, 00, 00, 00, 00, 00] callsite=0xffffffff81442da0"
                + " callback=0x0\n")
            .only();

    assertThat(record.event())
        .isEqualTo(
            new IpiSendCpumask(
                CpuMask.of(1, 2, 8), new KernelSymbol("0xffffffff81442da0", 0), KernelSymbol.NULL));
  }

  @Test
  void next_vmapArea_isReadAsInFtrace() throws IOException {
    TraceEvent event =
        read("sh 12237 [000] 35988.755207: vmalloc:alloc_vmap_area: va_start: 18446683600654925824"
                + " size=20480 align=16384 vstart=0xffffc90000000000 vend=0xffffe8ffffffffff"
                + " failed=0\n")
            .only()
            .event();

    assertThat(event)
        .isEqualTo(
            new AllocVmapArea(
                Long.parseUnsignedLong("18446683600654925824"),
                20480,
                16384,
                0xffffc90000000000L,
                0xffffe8ffffffffffL,
                0));
  }

  @Test
  void next_perfsOwnRecords_countLostEventsAndCpus() throws IOException {
    TraceText text =
        read(
            "# ========\n# captured on    : Fri Nov 27 2026\n# nrcpus avail : 4\n#\n"
                + "perf 12235 [000] 35988.634252: PERF_RECORD_LOST lost 92\n"
                + "perf 12235 [002] 35988.634253: PERF_RECORD_COMM: perf:12235/12235\n"
                + FLUSH
                + "perf 12235 [000] 35988.668686: PERF_RECORD_LOST lost 5\n");

    assertThat(text.records()).hasSize(1);
    assertThat(text.cpuCount()).hasValue(4);
    assertThat(text.diagnostics().lostByCpu()).isEqualTo(Map.of(0, 97L));
    assertThat(text.diagnostics().warningCount()).isZero();
  }

  @Test
  void next_unknownEvents_areCountedWithTheirSystem() throws IOException {
    TraceText text =
        read(
            FLUSH
                + "a 1 [000] 1.000000: sched:sched_switch: prev_comm=a\n"
                + "a 1 [000] 1.000000:   10101 cycles:ppp: \n");

    assertThat(text.diagnostics().unknownEvents())
        .isEqualTo(Map.of("sched:sched_switch", 1L, "cycles:ppp", 1L));
  }

  @Test
  void next_garbledLine_isAWarningAndItsFramesAreNobodys() throws IOException {
    TraceText text =
        read(
            FLUSH
                + "perf 28173 34441.509207:  csd:csd_function_exit: func=f, csd=(nil)\n"
                + "\tffffffff814415f3 generic_exec_single+0xc3 ([kernel.kallsyms])\n"
                + "perf 1 [000] 34441.509208: csd:csd_function_exit: csd=1\n");

    assertThat(text.records()).hasSize(1);
    assertThat(text.records().get(0).stack().isEmpty()).isTrue();
    assertThat(text.diagnostics().firstWarnings())
        .containsExactly(
            new TraceWarning(
                TraceWarning.Unit.LINE,
                3,
                "expected task pid [cpu] seconds.fraction: at"
                    + " \"perf 28173 34441.509207:  csd:csd_functi...\""),
            new TraceWarning(TraceWarning.Unit.LINE, 5, "expected \"func=\" at \"csd=1\""));
  }

  @Test
  void next_noEvent_isAnError() {
    assertThatThrownBy(() -> read("# ========\n"))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessage("no trace event in 1 lines");
  }

  @Test
  void next_sameRun_hasTheEventsOfTheReport() throws IOException {
    List<TraceRecord> perf = read(PerfText.ofReport(REPORT, PerfText.Callchains.PRINTED)).records();
    List<TraceRecord> report;
    try (Recording recording = new Recordings(List.of(new TraceCmdReportFormat())).open(REPORT)) {
      report = TraceText.read(recording.reader()).records();
    }

    assertThat(perf).hasSameSizeAs(report);
    for (int i = 0; i < perf.size(); i++) {
      assertThat(perf.get(i).header()).isEqualTo(report.get(i).header());
      assertThat(perf.get(i).event()).isEqualTo(report.get(i).event());
      assertThat(report.get(i).stack().frames()).containsSequence(perf.get(i).stack().frames());
    }
  }

  @Test
  void next_withoutCallchains_hasTheSameEventsWithoutStacks() throws IOException {
    List<TraceRecord> plain = read(PerfText.ofReport(REPORT, PerfText.Callchains.NONE)).records();
    List<TraceRecord> full = read(PerfText.ofReport(REPORT, PerfText.Callchains.PRINTED)).records();

    assertThat(plain).allMatch(record -> record.stack().isEmpty());
    assertThat(plain.stream().map(TraceRecord::event).toList())
        .isEqualTo(full.stream().map(TraceRecord::event).toList());
  }

  @Test
  void recognises_perfText_isNoFormOfFtrace() {
    byte[] perf = EXIT.getBytes(UTF_8);
    byte[] tracefs = " a-1 [000] d..1. 1.000000: tlb_flush: pages:1 (3)\n".getBytes(UTF_8);

    assertThat(new PerfScriptFormat().recognises(perf)).isTrue();
    assertThat(new TracefsTextFormat().recognises(perf)).isFalse();
    assertThat(new TraceCmdReportFormat().recognises(perf)).isFalse();
    assertThat(new PerfScriptFormat().recognises(tracefs)).isFalse();
  }
}
