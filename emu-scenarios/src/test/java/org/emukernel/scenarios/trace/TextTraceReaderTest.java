package org.emukernel.scenarios.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.IrqVector;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.api.trace.TraceWarning;
import org.emukernel.api.trace.TransitionCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shape of line that the kernel and trace-cmd print. */
class TextTraceReaderTest {
  private static final String MARK = " a-1 [000] ..... 1.000000: tracing_mark_write: x\n";

  static Stream<Arguments> headers() {
    long us = 1_317_351_536_000L;
    return Stream.of(
        Arguments.of(
            "       ipi-noise-16393   [001] d..3.  1317.351536: ",
            new TraceHeader("ipi-noise", 16393, 1, us, "d..3.")),
        Arguments.of(
            "       ipi-noise-16393 [001]  1317.351536: ",
            new TraceHeader("ipi-noise", 16393, 1, us, "")),
        Arguments.of(
            "       ipi-noise-16393 [001] d..3.  1317.351536: ",
            new TraceHeader("ipi-noise", 16393, 1, us, "d..3.")),
        Arguments.of(
            "       ipi-noise-16393 [001]  1317.351536123: ",
            new TraceHeader("ipi-noise", 16393, 1, us + 123, "")),
        Arguments.of(
            "       ipi-noise-16393   (  16390) [001] d.h1.  1317.351536: ",
            new TraceHeader("ipi-noise", 16393, 1, us, "d.h1.")),
        Arguments.of(
            "          <idle>-0       (-------) [013] dNh2.  1317.351536: ",
            new TraceHeader("<idle>", 0, 13, us, "dNh2.")),
        Arguments.of(
            "ipi-nois-16393     1d..3. 1317.351536: ",
            new TraceHeader("ipi-nois", 16393, 1, us, "d..3.")),
        Arguments.of(
            "     kworker/0:1H-77 [000]  1317.351536: ",
            new TraceHeader("kworker/0:1H", 77, 0, us, "")),
        Arguments.of(
            "   a-1 [000] b-2-345 [002] .....  1317.351536: ",
            new TraceHeader("a-1 [000] b-2", 345, 2, us, ".....")),
        Arguments.of(
            "     Web Content-9999999 [8191] .....     0.000001: ",
            new TraceHeader("Web Content", 9999999, 8191, 1000, ".....")));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void next_header_isRead(String line, TraceHeader expected) throws IOException {
    TraceText text = TraceText.read(line + "tracing_mark_write: phase quiet\n");

    assertThat(text.only())
        .isEqualTo(
            new TraceRecord(
                expected, new TraceEvent.TracingMarkWrite("phase quiet"), CallStack.EMPTY));
  }

  static Stream<Arguments> events() {
    KernelSymbol many = new KernelSymbol("on_each_cpu_cond_mask", 0x20);
    KernelSymbol single = new KernelSymbol("generic_smp_call_function_single_interrupt", 0);
    KernelSymbol sync = new KernelSymbol("do_sync_core", 0);
    return Stream.of(
        Arguments.of(
            "csd_queue_cpu: cpu=1 callsite=on_each_cpu_cond_mask+0x20/0x60 func=do_sync_core"
                + " csd=000000002ac5e952",
            new TraceEvent.CsdQueueCpu(1, many, sync, 0x2ac5e952L)),
        Arguments.of(
            "csd_queue_cpu:        cpu=1 callsite=on_each_cpu_cond_mask+0x20 func=do_sync_core"
                + " csd=0xffff888627d2e420",
            new TraceEvent.CsdQueueCpu(1, many, sync, 0xffff888627d2e420L)),
        Arguments.of(
            "csd_queue_cpu: cpu=3 callsite=kvm_make_all+0x1/0x2 [kvm] func=ack_kick [kvm]"
                + " csd=(____ptrval____)",
            new TraceEvent.CsdQueueCpu(
                3, new KernelSymbol("kvm_make_all", 1), new KernelSymbol("ack_kick", 0), 0)),
        Arguments.of(
            "csd_function_entry: func=do_sync_core, csd=0000000000000000",
            new TraceEvent.CsdFunctionEntry(sync, 0)),
        Arguments.of(
            "csd_function_exit:    func=do_sync_core, csd=(nil)",
            new TraceEvent.CsdFunctionExit(sync, 0)),
        Arguments.of(
            "ipi_send_cpu: cpu=1 callsite=on_each_cpu_cond_mask+0x20/0x60"
                + " callback=generic_smp_call_function_single_interrupt+0x0/0x10",
            new TraceEvent.IpiSendCpu(1, many, single)),
        Arguments.of(
            "ipi_send_cpu: cpu=0 callsite=0xffffffffc0401234 callback=0x0",
            new TraceEvent.IpiSendCpu(
                0, new KernelSymbol("0xffffffffc0401234", 0), KernelSymbol.NULL)),
        Arguments.of(
            "ipi_send_cpumask: cpumask=c,00000003 callsite=on_each_cpu_cond_mask+0x20"
                + " callback=generic_smp_call_function_single_interrupt+0x0",
            new TraceEvent.IpiSendCpumask(CpuMask.of(0, 1, 34, 35), many, single)),
        Arguments.of(
            "ipi_send_cpumask: cpumask=0-2,5 callsite=on_each_cpu_cond_mask+0x20 callback=0x0",
            new TraceEvent.IpiSendCpumask(CpuMask.of(0, 1, 2, 5), many, KernelSymbol.NULL)),
        Arguments.of(
            "call_function_single_entry: vector=251",
            new TraceEvent.IrqVectorEntry(IrqVector.CALL_FUNCTION_SINGLE, 251)),
        Arguments.of(
            "call_function_exit: vector=252",
            new TraceEvent.IrqVectorExit(IrqVector.CALL_FUNCTION, 252)),
        Arguments.of(
            "reschedule_entry: vector=253",
            new TraceEvent.IrqVectorEntry(IrqVector.RESCHEDULE, 253)),
        Arguments.of(
            "tlb_flush: pages:-1 reason:remote IPI send (4)", new TraceEvent.TlbFlush(4, -1)),
        Arguments.of("tlb_flush:            pages=-1 reason= (4)", new TraceEvent.TlbFlush(4, -1)),
        Arguments.of(
            "tlb_flush: pages=1 reason=local mm shootdown (3)", new TraceEvent.TlbFlush(3, 1)),
        Arguments.of(
            "alloc_vmap_area: va_start: 18446683600606068736 size=20480 align=16384"
                + " vstart=0xffffc90000000000 vend=0xffffe8ffffffffff failed=0",
            new TraceEvent.AllocVmapArea(
                Long.parseUnsignedLong("18446683600606068736"),
                20480,
                16384,
                0xffffc90000000000L,
                0xffffe8ffffffffffL,
                0)),
        Arguments.of(
            "purge_vmap_area_lazy: start=0xffff88810240e000 end=0xffffffffc0404000 num_purged=99",
            new TraceEvent.PurgeVmapAreaLazy(0xffff88810240e000L, 0xffffffffc0404000L, 99)),
        Arguments.of(
            "free_vmap_area_noflush: va_start=0xffffc90002198000 nr_lazy=2200 nr_lazy_max=16384",
            new TraceEvent.FreeVmapAreaNoflush(0xffffc90002198000L, 2200, 16384)),
        Arguments.of(
            "print:                ring_buffer_write: phase: end",
            new TraceEvent.TracingMarkWrite("phase: end")),
        Arguments.of(
            "kernel_entry: cpu=1 vector=251",
            new TraceEvent.KernelEntry(1, TransitionCause.VECTOR, 251)),
        Arguments.of(
            "kernel_exit: cpu=1 syscall=39",
            new TraceEvent.KernelExit(1, TransitionCause.SYSCALL, 39)),
        Arguments.of(
            "sched_waking: comm=x pid=3", new TraceEvent.Unknown("sched_waking", "comm=x pid=3")));
  }

  @ParameterizedTest
  @MethodSource("events")
  void next_event_hasTheKernelsFields(String line, TraceEvent expected) throws IOException {
    TraceText text = TraceText.read("  t-1 [000] d..1.  2.000001: " + line + "\n");

    assertThat(text.diagnostics().firstWarnings()).isEmpty();
    assertThat(text.only().event()).isEqualTo(expected);
    assertThat(text.only().event().name())
        .isEqualTo(line.startsWith("print:") ? "tracing_mark_write" : line.split(":")[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "` => flush_tlb_kernel_range`|flush_tlb_kernel_range",
        "`=> flush_tlb_kernel_range (ffffffff81442da0)`|flush_tlb_kernel_range",
        "` => flush_tlb_kernel_range+0x12/0x34`|flush_tlb_kernel_range",
        "` => flush_tlb_kernel_range+0x12/0x34 <ffffffff81442da0>`|flush_tlb_kernel_range",
        "` => flush_tlb_kernel_range <ffffffff81442da0>`|flush_tlb_kernel_range",
        "` => ack_kick+0x1/0x2 [kvm]`|ack_kick",
        "`=> ffffffff82203249`|0xffffffff82203249",
        "` => 0xffffffffc0001234`|0xffffffffc0001234",
        "` => vfree.part.0`|vfree.part.0",
        "` => [FTRACE TRAMPOLINE]`|[FTRACE TRAMPOLINE]",
        "` => 0`|0"
      })
  void next_frame_isTheSymbolAlone(String line, String frame) throws IOException {
    TraceText text =
        TraceText.read(MARK + " a-1 [000] ..... 1.000001: <stack trace>\n" + line + "\n");

    assertThat(text.diagnostics().firstWarnings()).isEmpty();
    assertThat(text.only().stack().frames()).containsExactly(frame);
  }

  @Test
  void next_stackOfReport_belongsToItsEvent() throws IOException {
    TraceText text =
        TraceText.read(
            MARK
                + " a-1 [000] 1.000001: kernel_stack:         <stack trace >\n"
                + "=> inner (ffffffff8139ea06)\n=> outer (ffffffff8139ea07)\n");

    assertThat(text.only().stack().frames()).containsExactly("inner", "outer");
  }

  @Test
  void next_eventsOfOtherCpusBetween_stackBelongsToItsCpuAndTask() throws IOException {
    String text =
        " a-1 [000] d.... 1.000000: tracing_mark_write: first\n"
            + " b-2 [001] d.... 1.000001: tracing_mark_write: second\n"
            + " a-1 [000] d.... 1.000002: <stack trace>\n => of_first\n"
            + " b-2 [001] d.... 1.000003: <stack trace>\n => of_second\n";

    assertThat(TraceText.read(text).records())
        .extracting(record -> record.stack().frames().get(0))
        .containsExactly("of_first", "of_second");
  }

  @Test
  void next_eventOfInterruptBetween_stacksNest() throws IOException {
    String text =
        " a-1 [000] ..... 1.000000: tracing_mark_write: task\n"
            + " a-1 [000] d.h.. 1.000001: tracing_mark_write: interrupt\n"
            + " a-1 [000] d.h.. 1.000002: <stack trace>\n => of_interrupt\n"
            + " a-1 [000] ..... 1.000003: <stack trace>\n => of_task\n";

    assertThat(TraceText.read(text).records())
        .extracting(record -> record.stack().frames().get(0))
        .containsExactly("of_task", "of_interrupt");
  }

  @Test
  void next_userStack_isNotTheEventsStack() throws IOException {
    TraceText text =
        TraceText.read(
            MARK + " a-1 [000] ..... 1.000001: <user stack trace>\n =>  <00007f1122334455>\n");

    assertThat(text.only().stack()).isEqualTo(CallStack.EMPTY);
    assertThat(text.diagnostics().warningCount()).isZero();
  }

  @Test
  void next_garbledEvent_itsStackIsNotGivenToAnother() throws IOException {
    TraceText text =
        TraceText.read(
            MARK
                + " a-1 [000] ..... 1.000001: csd_queue_cpu: cpu=one\n"
                + " a-1 [000] ..... 1.000002: <stack trace>\n => of_the_garbled\n");

    assertThat(text.only().stack()).isEqualTo(CallStack.EMPTY);
    assertThat(text.diagnostics().firstWarnings())
        .containsExactly(
            new TraceWarning(TraceWarning.Unit.LINE, 2, "expected a decimal number at \"one\""));
  }

  @Test
  void next_stackWithoutEvent_isReported() throws IOException {
    TraceText text =
        TraceText.read(MARK + " b-2 [001] ..... 1.000001: <stack trace>\n => lost\n => x\n");

    assertThat(text.only().stack()).isEqualTo(CallStack.EMPTY);
    assertThat(text.diagnostics().firstWarnings())
        .containsExactly(
            new TraceWarning(
                TraceWarning.Unit.LINE,
                2,
                "expected an event of this task and CPU before its stack"));
  }

  @Test
  void next_cpuThatTheReportSaysThereIsNot_isAWarning() throws IOException {
    TraceText text =
        TraceText.read(
            "cpus=2\n"
                + " a-1 [001] 1.000000: tlb_flush: pages=1 reason=x (3)\n"
                + " a-1 [005] 1.000001: tlb_flush: pages=2 reason=x (3)\n"
                + " a-1 [000] 1.000002: ipi_send_cpu: cpu=7 callsite=f+0x1 callback=0x0\n"
                + " a-1 [000] 1.000003: ipi_send_cpumask: cpumask=6 callsite=f+0x1 callback=0x0\n");

    assertThat(text.records()).hasSize(1);
    assertThat(text.diagnostics().firstWarnings())
        .containsExactly(
            new TraceWarning(
                TraceWarning.Unit.LINE, 3, "expected a CPU number from 0 to 1, found CPU 5"),
            new TraceWarning(
                TraceWarning.Unit.LINE,
                4,
                "expected a CPU number from 0 to 1 at \"7 callsite=f+0x1 callback=0x0\""),
            new TraceWarning(
                TraceWarning.Unit.LINE, 5, "expected a CPU number from 0 to 1, found CPU 2"));
  }

  /* tracefs counts the CPUs that are online, and a lower one may be offline. */
  @Test
  void next_cpuAboveTheNumberOnline_isRead() throws IOException {
    TraceText text =
        TraceText.read(
            "# tracer: nop\n# entries-in-buffer/entries-written: 1/1   #P:2\n"
                + " a-1 [003] d..1. 1.000000: tlb_flush: pages:1 reason:x (3)\n");

    assertThat(text.records()).hasSize(1);
    assertThat(text.diagnostics().warningCount()).isZero();
  }

  @Test
  void next_timeOfACpuGoesBack_isAWarningAndTheEventStays() throws IOException {
    TraceText text =
        TraceText.read(
            " a-1 [001] d..1. 5.000002: tlb_flush: pages:1 reason:x (3)\n"
                + " a-1 [000] d..1. 5.000001: tlb_flush: pages:1 reason:x (3)\n"
                + " a-1 [001] d..1. 4.000000: tlb_flush: pages:1 reason:x (3)\n"
                + " a-1 [001] d..1. 4.000000: tlb_flush: pages:1 reason:x (3)\n");

    assertThat(text.records()).hasSize(4);
    assertThat(text.diagnostics().firstWarnings())
        .containsExactly(
            new TraceWarning(
                TraceWarning.Unit.LINE,
                3,
                "the time of CPU 1 goes back from 5.000002000 to 4.000000000"));
  }

  @Test
  void next_notes_areRead() throws IOException {
    TraceText text =
        TraceText.read(
            "# tracer: nop\n#\n"
                + "# entries-in-buffer/entries-written: 100/142   #P:36\n#\n"
                + "CPU:1 [LOST 23 EVENTS]\n"
                + "##### CPU 2 buffer started ####\n"
                + MARK
                + "CPU:2 [EVENTS DROPPED]\nCPU:2 [7 EVENTS DROPPED]\n\n");

    assertThat(text.cpuCount()).hasValue(36);
    assertThat(text.diagnostics().lostEvents()).isEqualTo(42 + 23 + 1 + 7);
    assertThat(text.diagnostics().lostByCpu()).isEqualTo(Map.of(1, 23L, 2, 8L));
    assertThat(text.diagnostics().warningCount()).isZero();
    assertThat(text.records()).hasSize(1);
  }

  @Test
  void next_notesOfReport_areRead() throws IOException {
    TraceText text =
        TraceText.read("version = 6\nCPU 3 is empty\ncpus=8\n" + MARK.replace("..... ", ""));

    assertThat(text.cpuCount()).hasValue(8);
    assertThat(text.diagnostics().warningCount()).isZero();
  }

  @Test
  void next_taskThatBeginsLikeANote_isAnEvent() throws IOException {
    assertThat(
            TraceText.read("cpus=kworker-long-7 [000] 1.000000: x_y: z\n").only().header().task())
        .isEqualTo("cpus=kworker-long");
  }

  @Test
  void next_unknownEvents_areCountedByName() throws IOException {
    String one = " a-1 [000] ..... 1.000000: sched_waking: comm=x\n";
    String other = " a-1 [000] ..... 1.000000: irq_handler_entry: irq=1\n";

    TraceText text = TraceText.read(one + other + one);

    assertThat(text.diagnostics().events()).isEqualTo(3);
    assertThat(text.diagnostics().unknownEvents())
        .containsOnly(Map.entry("irq_handler_entry", 1L), Map.entry("sched_waking", 2L));
  }

  @Test
  void next_functionTracer_isOneUnknownEvent() throws IOException {
    TraceText text = TraceText.read(" a-1 [000] d..1. 1.000000: ktime_get <-tick_nohz_stop\n");

    assertThat(text.only().event())
        .isEqualTo(new TraceEvent.Unknown("function", "ktime_get <-tick_nohz_stop"));
  }

  @Test
  void next_unprintableBytes_doNotReachSymbolsOrMessages() throws IOException {
    TraceText text =
        TraceText.read(
            " a-1 [000] ..... 1.0: csd_function_exit: func=f\u001b[2J, csd=0\n"
                + " a-1 [000] ..... 1.0: <stack trace>\n => g\u0007\n"
                + "\u001bgarbled\n");

    assertThat(text.only().event().toString()).contains("f?[2J");
    assertThat(text.only().stack().frames()).containsExactly("g?");
    assertThat(text.diagnostics().firstWarnings().get(0).message()).contains("\"?garbled\"");
  }

  @Test
  void next_cutOffLine_isReportedAndNotUsed() throws IOException {
    TraceText text =
        TraceText.read(
            MARK + " a-1 [000] ..... 1.0: csd_function_exit: func=f, csd=0xffff888627d2e4");

    assertThat(text.records()).hasSize(1);
    assertThat(text.diagnostics().firstWarnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.place()).isEqualTo(2))
        .satisfies(warning -> assertThat(warning.message()).contains("cut off"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " a [000] ..... 1.0: x: y|expected task-pid [cpu] seconds.fraction:",
        " a-1 [000] ..... 1: x: y|expected task-pid [cpu] seconds.fraction:",
        " a-1 [9000] ..... 1.0: x: y|expected task-pid [cpu] seconds.fraction:",
        " a-1 [000] ..... 99999999999.0: x: y|expected task-pid [cpu] seconds.fraction:",
        " a-1 [000] ..... 1.0: nothing|expected an event's name and \":\"",
        " a-1 [000] ..... 1.0: csd_queue_cpu: cpu=8192 c|a CPU number from 0 to 8191",
        " a-1 [000] ..... 1.0: csd_queue_cpu: callsite=x|\"cpu=\"",
        " a-1 [000] ..... 1.0: csd_queue_cpu: cpu=1 callsite=f+0xzz func=g csd=0|offset",
        " a-1 [000] ..... 1.0: csd_function_exit: func=g, csd=0y|a space or the end",
        " a-1 [000] ..... 1.0: csd_function_exit: func=g, csd=12345678901234567|16 hexadecimal",
        " a-1 [000] ..... 1.0: call_function_entry: vector=99999999999|32 bits",
        " a-1 [000] ..... 1.0: call_function_entry: vector=99999999999999999999|64 bits",
        " a-1 [000] ..... 1.0: tlb_flush: pages:1 reason:x (3|expected \")\"",
        " a-1 [000] ..... 1.0: ipi_send_cpumask: cpumask=g callsite=a callback=b|a CPU mask",
        " a-1 [000] ..... 1.0: ipi_send_cpumask: cpumask=9-1 callsite=a callback=b|a CPU mask",
        " => stray|expected an event before the stack's frame"
      })
  void next_garbledLine_isReportedWithItsNumber(String line, String expected) throws IOException {
    TraceText text = TraceText.read(MARK + " " + line + "\n" + MARK);

    assertThat(text.records()).hasSize(2);
    assertThat(text.diagnostics().warningCount()).isEqualTo(1);
    assertThat(text.diagnostics().firstWarnings().get(0).place()).isEqualTo(2);
    assertThat(text.diagnostics().firstWarnings().get(0).message()).contains(expected);
  }

  @Test
  void next_manyGarbledLines_onlyTheFirstAndTheLastAreKept() throws IOException {
    TraceText text = TraceText.read(MARK + "nonsense\n".repeat(4999) + "t-1 [000] cut o");

    assertThat(text.diagnostics().warningCount()).isEqualTo(5000);
    assertThat(text.diagnostics().firstWarnings()).hasSize(10);
    TraceWarning last = text.diagnostics().lastWarning().orElseThrow();
    assertThat(last.place()).isEqualTo(text.diagnostics().lines());
    assertThat(last.message()).startsWith("the line is cut off");
  }

  @Test
  void next_noEvent_isAnErrorOfOneLine() {
    assertThatThrownBy(() -> TraceText.read("# tracer: nop\nnonsense\n"))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessage(
            "no trace event in 2 lines; line 2: expected task-pid [cpu] seconds.fraction: at"
                + " \"nonsense\"");
  }

  @Test
  void next_tooLongLine_isReportedAndSkipped() throws IOException {
    TraceText text = TraceText.read(MARK + "y".repeat(1_000_000) + "\n" + MARK);

    assertThat(text.records()).hasSize(2);
    assertThat(text.diagnostics().lines()).isEqualTo(3);
    assertThat(text.diagnostics().firstWarnings())
        .containsExactly(
            new TraceWarning(TraceWarning.Unit.LINE, 2, "the line is longer than 65536 bytes"));
  }

  @Test
  void next_tooLongStack_isCutAndReported() throws IOException {
    String frames =
        IntStream.range(0, 20_000)
            .mapToObj(i -> " => function_" + i + "\n")
            .collect(Collectors.joining());

    TraceText text =
        TraceText.read(MARK + " a-1 [000] ..... 1.000001: <stack trace>\n" + frames + MARK);

    assertThat(text.records()).hasSize(2);
    assertThat(text.records().get(0).stack().frames()).hasSizeBetween(1000, 19_999);
    assertThat(text.diagnostics().warningCount()).isEqualTo(1);
  }

  @Test
  void next_manyEvents_keepTheirOrder() throws IOException {
    String text =
        IntStream.range(0, 1000)
            .mapToObj(i -> " a-1 [000] ..... 1.000000: tracing_mark_write: " + i + "\n")
            .collect(Collectors.joining());

    assertThat(TraceText.read(text).records())
        .extracting(record -> ((TraceEvent.TracingMarkWrite) record.event()).text())
        .isEqualTo(IntStream.range(0, 1000).mapToObj(String::valueOf).toList());
  }
}
