package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent.CsdQueueCpu;
import org.emukernel.api.trace.TraceEvent.IpiSendCpumask;
import org.emukernel.api.trace.TraceEvent.KernelEntry;
import org.emukernel.api.trace.TraceEvent.TlbFlush;
import org.emukernel.api.trace.TraceEvent.TracingMarkWrite;
import org.emukernel.api.trace.TraceEvent.Unknown;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TransitionCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are built here, word by word as the manual pages say. */
class TraceDatReaderTest {
  private static final long F = 0xffffffff81001000L;

  private final DatBuilder builder = new DatBuilder().tlbFlush();

  private static DatBuilder builder(String endian, int longSize) {
    return new DatBuilder(
        endian.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, longSize);
  }

  private static ByteBuffer putLong(ByteBuffer record, int longSize, int index, long value) {
    return longSize == 8
        ? record.putLong(8 + index * 8, value)
        : record.putInt(8 + index * 4, (int) value);
  }

  @ParameterizedTest
  @CsvSource({"little,8", "big,8", "little,4", "big,4"})
  void next_anyOrderAndLong_readsNumbersStacksAndMasks(String endian, int longSize)
      throws IOException {
    DatBuilder dat = builder(endian, longSize).cpus(64);
    String size = Integer.toString(longSize);
    String second = Integer.toString(8 + longSize);
    String third = Integer.toString(8 + 2 * longSize);
    dat.kallsyms("81001000 T f\n81002000 t g\n");
    dat.format("ftrace", "kernel_stack", 4, "int size 8 4 1", "long caller[] 16 0 0");
    dat.format(
        "ipi",
        "ipi_send_cpumask",
        30,
        "__data_loc cpumask_t cpumask 8 4 0",
        "void * callsite " + second + " " + size + " 0",
        "void * callback " + third + " " + size + " 0");
    ByteBuffer mask = dat.record(30, 7, 48);
    putLong(mask, longSize, 1, 0x81001010L);
    putLong(mask, longSize, 2, 0);
    mask.putInt(8, 8 << 16 | 40);
    /* CPUs 1 and 40, in the kernel's longs. */
    if (longSize == 8) {
      mask.putLong(40, 1L << 40 | 2);
    } else {
      mask.putInt(40, 2).putInt(44, 1 << 8);
    }
    ByteBuffer stack = dat.record(4, 7, 16 + 3 * longSize).putInt(8, 2);
    putLong(stack, longSize, 8 / longSize, 0x81002004L);
    putLong(stack, longSize, 8 / longSize + 1, 0x81001004L);
    dat.pages(1, dat.page(1000).event(5, mask.array()).longEvent(1, stack.array()));

    Dat read = Dat.read(dat.version6());

    assertThat(read.messages()).isEmpty();
    assertThat(read.events())
        .containsExactly(
            new IpiSendCpumask(CpuMask.of(1, 40), new KernelSymbol("f", 0x10), KernelSymbol.NULL));
    assertThat(read.records().get(0).header())
        .isEqualTo(new TraceHeader("seven", 7, 1, 1005, "....."));
    assertThat(read.records().get(0).stack().frames()).containsExactly("g", "f");
  }

  @ParameterizedTest
  @EnumSource(DatCompression.class)
  void next_version7_readsPackedSectionsAndPages(DatCompression compression) throws IOException {
    builder.pages(
        0,
        builder.page(10).event(1, builder.flush(7, 3, 5)),
        builder.page(20).event(1, builder.flush(0, 4, -1)));
    builder.pages(1, builder.page(15).event(0, builder.flush(99, 1, 1)));

    Dat read = Dat.read(builder.version7(compression));

    assertThat(read.messages()).isEmpty();
    assertThat(read.events())
        .containsExactly(new TlbFlush(3, 5), new TlbFlush(1, 1), new TlbFlush(4, -1));
    assertThat(read.records().stream().map(record -> record.header().task()))
        .containsExactly("seven", "<...>", "<idle>");
    assertThat(read.cpuCount().orElse(2)).isEqualTo(2);
  }

  @Test
  void next_timeWords_addUpOrReplaceTheTime() throws IOException {
    byte[] flush = builder.flush(7, 0, 1);
    builder.pages(
        0,
        builder
            .page(1_000_000)
            .event(5, flush)
            .timeExtend(1L << 40)
            .event(7, flush)
            .padding(12)
            .event(1, flush)
            .timeStamp((1L << 41) + 9)
            .event(0, flush));

    assertThat(Dat.read(builder.version6()).times())
        .containsExactly(
            1_000_005L, 1_000_012L + (1L << 40), 1_000_013L + (1L << 40), (1L << 41) + 9);
  }

  @Test
  void next_severalCpus_mergesByTimeThenCpu() throws IOException {
    byte[] flush = builder.flush(7, 0, 1);
    builder.pages(1, builder.page(100).event(0, flush).event(10, flush).event(5, flush));
    builder.pages(0, builder.page(100).event(10, flush).event(50, flush));

    Dat read = Dat.read(builder.version6());

    assertThat(read.times()).containsExactly(100L, 110L, 110L, 115L, 160L);
    assertThat(read.records().stream().map(record -> record.header().cpu()))
        .containsExactly(1, 0, 1, 1, 0);
  }

  /* Version 6 keeps a further instance's buffer where an option says: trace-cmd record -B. */
  @Test
  void next_instances_areReadTogether() throws IOException {
    byte[] flush = builder.flush(7, 0, 1);
    builder.pages(0, builder.page(100).event(0, flush).event(20, flush));
    byte[] page = builder.page(110).event(0, builder.flush(7, 0, 2)).bytes();
    ByteBuffer option = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
    option.put(8, "other".getBytes(UTF_8));
    int length = builder.option(DatOption.BUFFER, option.array()).version6().length;
    builder.option(DatOption.BUFFER, option.putLong(0, length).array());
    ByteBuffer file = ByteBuffer.allocate(length + 42 + page.length);
    file.order(ByteOrder.LITTLE_ENDIAN).put(builder.version6());
    file.put("flyrecord\0".getBytes(UTF_8)).putLong(0).putLong(0);
    file.putLong(length + 42).putLong(page.length).put(page);

    Dat read = Dat.read(file.array());

    assertThat(read.times()).containsExactly(100L, 110L, 120L);
    assertThat(read.events().get(1)).isEqualTo(new TlbFlush(0, 2));
    assertThat(read.records().get(1).header().cpu()).isEqualTo(1);
  }

  @Test
  void next_lostEvents_areCountedOnTheirCpu() throws IOException {
    byte[] flush = builder.flush(7, 0, 1);
    builder.pages(0, builder.page(1).event(0, flush).lost(23), builder.page(2).event(0, flush));
    builder.pages(1, builder.page(1).event(0, flush), builder.page(2).event(0, flush).lost());

    assertThat(Dat.read(builder.version6()).diagnostics().lostByCpu())
        .isEqualTo(Map.of(0, 23L, 1, 1L));
  }

  @Test
  void next_timeOptions_makeNanoseconds() throws IOException {
    builder.pages(0, builder.page(3000).event(0, builder.flush(7, 0, 1)));
    ByteBuffer tsc = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    builder.option(DatOption.TSC2NSEC, tsc.putInt(3 << 10).putInt(11).putLong(50).array());
    builder.option(DatOption.OFFSET, "7");
    builder.option(DatOption.DATE, "0x10");

    assertThat(Dat.read(builder.version6()).times())
        .containsExactly(3000L * 3 / 2 + 50 + 7 + 16_000);
    assertThat(Dat.read(builder.version7(DatCompression.ZLIB)).times())
        .containsExactly(3000L * 3 / 2 + 50 + 7 + 16_000);
  }

  @Test
  void next_clockThatCountsSomethingElse_isAWarning() throws IOException {
    builder.pages(0, builder.page(3000).event(0, builder.flush(7, 0, 1)));
    builder.option(DatOption.TRACECLOCK, "local global [counter] mono");

    assertThat(Dat.read(builder.version6()).messages())
        .containsExactly(
            "expected a clock that counts nanoseconds, found counter; times are in its own unit");
  }

  @Test
  void next_unknownEvent_showsItsFields() throws IOException {
    builder.format(
        "sched",
        "sched_thing",
        40,
        "__data_loc char[] what 8 4 0",
        "int prio 12 4 1",
        "u8 few[3] 16 3 0",
        "char comm[4] 20 4 0",
        "void * at 24 8 0",
        "__rel_loc char[] late 32 4 0");
    ByteBuffer record = builder.record(40, 7, 48);
    record.putInt(8, 6 << 16 | 36).putInt(12, -3).put(16, new byte[] {1, 2, (byte) 0xff});
    record.put(20, "bash".getBytes(UTF_8)).putLong(24, F).putInt(32, 4 << 16 | 6);
    record.put(36, "hello\0yes\0".getBytes(UTF_8));
    builder.pages(0, builder.page(1).longEvent(0, record.array()));

    assertThat(Dat.read(builder.version6()).events())
        .containsExactly(
            new Unknown(
                "sched_thing",
                "what=hello prio=-3 few=[01 02 ff] comm=bash at=0xffffffff81001000 late=yes"));
  }

  @Test
  void next_tracePrintk_findsItsTextInTheKernel() throws IOException {
    builder.format("ftrace", "bputs", 15, "unsigned long ip 8 8 0", "const char * str 16 8 0");
    builder.printk("0xffffffff82000000 : \"say \\\"hi\\\"\\n\"\n");
    ByteBuffer known = builder.record(15, 7, 24).putLong(8, F).putLong(16, 0xffffffff82000000L);
    ByteBuffer unknown = builder.record(15, 7, 24).putLong(8, F).putLong(16, 0x1234);
    builder.pages(0, builder.page(1).event(0, known.array()).event(0, unknown.array()));

    assertThat(Dat.read(builder.version6()).events())
        .containsExactly(new Unknown("bputs", "f: say \"hi\""), new Unknown("bputs", "f: 0x1234"));
  }

  @Test
  void next_markerAndOwnTransitions_areRead() throws IOException {
    builder.format("ftrace", "print", 5, "unsigned long ip 8 8 0", "char buf[] 16 0 0");
    builder.format(
        "emu",
        "kernel_entry",
        50,
        "unsigned int cpu 8 4 0",
        "int cause 12 4 1",
        "int number 16 4 1");
    ByteBuffer mark = builder.record(5, 7, 28).put(16, "phase 1\n".getBytes(UTF_8));
    ByteBuffer entry = builder.record(50, 7, 20).putInt(8, 1).putInt(12, 1).putInt(16, 39);
    builder.pages(0, builder.page(1).event(0, mark.array()).event(0, entry.array()));

    assertThat(Dat.read(builder.version6()).events())
        .containsExactly(
            new TracingMarkWrite("phase 1"), new KernelEntry(1, TransitionCause.SYSCALL, 39));
  }

  @Test
  void next_oldStack_endsAtTheMarkAndNamesTrampolines() throws IOException {
    builder.format("ftrace", "kernel_stack", 4, "int size 8 4 1", "long caller[8] 16 64 0");
    ByteBuffer stack = builder.record(4, 7, 80).putInt(8, 8).putLong(16, F + 4);
    stack.putLong(24, Integer.MAX_VALUE).putLong(32, 0x1234).putLong(40, -1).putLong(48, F);
    builder.pages(0, builder.page(1).event(0, builder.flush(7, 0, 1)).event(0, stack.array()));

    assertThat(Dat.read(builder.version6()).records().get(0).stack().frames())
        .containsExactly("f", "[FTRACE TRAMPOLINE]", "0x1234");
  }

  @Test
  void next_damage_costsWhatIsDamagedAndNamesThePlace() throws IOException {
    builder.format(
        "csd",
        "csd_queue_cpu",
        21,
        "unsigned int cpu 8 4 0",
        "void * callsite 16 8 0",
        "void * func 24 8 0",
        "void * csd 32 8 0");
    byte[] flush = builder.flush(7, 0, 1);
    byte[] far = builder.record(21, 7, 40).putInt(8, 77).array();
    byte[] near = builder.record(21, 7, 40).putInt(8, 1).putLong(24, F).array();
    builder.pages(
        0,
        builder.page(500).event(0, flush).event(0, far).event(0, near),
        builder.page(400).event(0, builder.record(9, 7, 8).array()).event(0, new byte[4]),
        builder.page(600).event(0, flush).commit(4096),
        builder.page(600).event(0, flush).raw(28),
        builder.page(700).event(0, builder.flush(-1, 0, 1)));

    Dat read = Dat.read(builder.version6());

    assertThat(read.events())
        .containsExactly(
            new TlbFlush(0, 1),
            new CsdQueueCpu(1, KernelSymbol.NULL, new KernelSymbol("f", 0), 0),
            new TlbFlush(0, 1));
    assertThat(read.messages())
        .containsExactly(
            "CPU 0: expected a CPU from 0 to 1, found CPU 77",
            "CPU 0: the time goes back from 500 to 400",
            "CPU 0: expected an event that the file describes, found number 9",
            "CPU 0: expected an event that the file describes, found number 0",
            "CPU 0: expected at most 4080 bytes of events, found 4124",
            "CPU 0: expected an event within the page, found 112 bytes, 4 are left of the page's"
                + " events",
            "CPU 0: expected a task's number, found -1");
    long first = 4096 + 16 + 4 + 24 + 4;
    assertThat(read.diagnostics().firstWarnings().get(0).toString())
        .startsWith("byte " + first + ": CPU 0: expected a CPU");
  }

  @Test
  void next_formatWithoutAField_isAWarningAndTheEventUnknown() throws IOException {
    builder.format("csd", "csd_function_entry", 22, "void * func 8 8 0");
    builder.rawFormat("b\nd", "name: x\nID: 8\u0007\nformat:\n");
    builder.rawFormat("bad", "name: x\nID: 70000\nformat:\n");
    builder.rawFormat("bad", "name: x\nID: 7\nformat:\n\tfield:int a;\toffset:many;\n");
    builder.pages(
        0,
        builder
            .page(1)
            .event(0, builder.flush(7, 0, 1))
            .event(0, builder.record(22, 7, 16).array()));

    assertThat(Dat.read(builder.version6()).messages())
        .containsExactly(
            "b?d: expected an event's ID from 0 to 65535, found \"8?\"",
            "bad: expected an event's ID from 0 to 65535, found \"70000\"",
            "bad: expected \"field:TYPE NAME; offset:N; size:N; signed:N;\", found \"field:int"
                + " a;?offset:many;\"",
            "expected a field csd in the format of csd_function_entry",
            "CPU 0: expected an event that the file describes, found number 22");
  }

  @Test
  void next_cutOff_keepsThePagesBefore() throws IOException {
    byte[] flush = builder.flush(7, 0, 1);
    builder.pages(0, builder.page(1).event(0, flush), builder.page(2).event(0, flush));
    byte[] whole = builder.version6();

    Dat read = Dat.read(Arrays.copyOf(whole, whole.length - 1));

    assertThat(read.events()).hasSize(1);
    assertThat(read.diagnostics().firstWarnings().toString())
        .isEqualTo(
            "[byte %d: CPU 0's events are cut off: expected 8192 bytes from byte 4096 on]"
                .formatted(whole.length - 1));
  }

  @Test
  void open_formatFile_isWrittenAsItWasRead() throws Exception {
    String text =
        "name: csd_queue_cpu\nID: 529\nformat:\n"
            + "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n"
            + "\tfield:void * callsite;\toffset:16;\tsize:8;\tsigned:0;\n"
            + "\tfield:__data_loc cpumask_t cpumask;\toffset:8;\tsize:4;\tsigned:0;\n"
            + "\tfield:char comm[16];\toffset:24;\tsize:16;\tsigned:1;\n"
            + "\nprint fmt: \"cpu=%u\", REC->cpu\n";

    EventFormat format = EventFormat.parse(text);

    assertThat(format.fields().stream().map(FormatField::name))
        .isEqualTo(List.of("callsite", "cpumask", "comm"));
    assertThat(format.text()).isEqualTo(text);
  }
}
