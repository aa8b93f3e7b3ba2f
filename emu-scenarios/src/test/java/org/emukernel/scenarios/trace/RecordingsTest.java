package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent.CsdQueueCpu;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.scenarios.trace.dat.TraceDatFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real recording in both text forms, and files that are none. */
class RecordingsTest {
  private static final Path TRACEFS = Path.of("..", "docs", "examples", "ipi-2cpu.tracefs.txt.gz");
  private static final Path REPORT =
      Path.of("src/test/resources/org/emukernel/scenarios/trace", "ipi-2cpu.report.txt.gz");

  private final Recordings recordings =
      new Recordings(List.of(new TracefsTextFormat(), new TraceCmdReportFormat()));
  @TempDir private Path directory;

  private TraceText read(Path path) throws IOException {
    try (Recording recording = recordings.open(path)) {
      return TraceText.read(recording.reader());
    }
  }

  private static Map<String, Integer> countByName(List<TraceRecord> records) {
    Map<String, Integer> counts = new TreeMap<>();
    records.forEach(record -> counts.merge(record.event().name(), 1, Integer::sum));
    return counts;
  }

  /* Counted with grep in the recording. */
  private static final Map<String, Integer> COUNTS =
      Map.ofEntries(
          Map.entry("alloc_vmap_area", 1394),
          Map.entry("call_function_single_entry", 410),
          Map.entry("call_function_single_exit", 410),
          Map.entry("csd_function_entry", 1078),
          Map.entry("csd_function_exit", 1078),
          Map.entry("csd_queue_cpu", 690),
          Map.entry("free_vmap_area_noflush", 1479),
          Map.entry("ipi_send_cpu", 870),
          Map.entry("purge_vmap_area_lazy", 24),
          Map.entry("tlb_flush", 491),
          Map.entry("tracing_mark_write", 14));

  @Test
  void open_tracefsText_readsEveryEventAndStack() throws IOException {
    TraceText text = read(TRACEFS);

    assertThat(countByName(text.records())).isEqualTo(COUNTS);
    assertThat(text.records()).hasSize(7938);
    assertThat(text.records().stream().filter(r -> !r.stack().isEmpty())).hasSize(2662);
    assertThat(text.cpuCount()).hasValue(2);
    assertThat(text.diagnostics().warningCount()).isZero();
    assertThat(text.diagnostics().unknownEvents()).isEmpty();
  }

  @Test
  void open_report_readsEveryEventAndStack() throws IOException {
    TraceText text = read(REPORT);

    assertThat(countByName(text.records())).isEqualTo(COUNTS);
    assertThat(text.records().stream().filter(r -> !r.stack().isEmpty())).hasSize(2662);
    assertThat(text.cpuCount()).hasValue(2);
    assertThat(text.diagnostics().warningCount()).isZero();
  }

  @Test
  void open_bothForms_giveTheSameEvents() throws IOException {
    List<TraceRecord> one = read(TRACEFS).records();
    List<TraceRecord> other = read(REPORT).records();

    for (int i = 0; i < one.size(); i++) {
      assertThat(comparable(one.get(i))).isEqualTo(comparable(other.get(i)));
      if (!other.get(i).stack().frames().contains("0xffffffff82203249")) {
        assertThat(one.get(i).stack()).isEqualTo(other.get(i).stack());
      }
    }
    /* trace-cmd found no symbol for one frame, which the kernel names. */
    assertThat(other.stream().filter(r -> r.stack().frames().contains("0xffffffff82203249")))
        .hasSize(1);
  }

  /* Without what the forms print differently: the report has no flags, tracefs hashes pointers. */
  private static List<Object> comparable(TraceRecord record) {
    TraceHeader header = record.header();
    return List.of(
        header.task(),
        header.pid(),
        header.cpu(),
        header.timestampNs(),
        WithoutCsd.of(record.event()));
  }

  @Test
  void open_report_firstCsdHasItsFieldsAndChain() throws IOException {
    TraceRecord first =
        read(REPORT).records().stream()
            .filter(record -> record.event() instanceof CsdQueueCpu)
            .findFirst()
            .orElseThrow();

    assertThat(first.header())
        .isEqualTo(new TraceHeader("ipi-noise", 16393, 0, 1_317_352_432_000L, ""));
    assertThat(first.event())
        .isEqualTo(
            new CsdQueueCpu(
                1,
                new KernelSymbol("on_each_cpu_cond_mask", 0x20),
                new KernelSymbol("flush_tlb_func", 0),
                0xffff888627d2e420L));
    assertThat(first.stack().frames())
        .startsWith("trace_event_raw_event_csd_queue_cpu", "smp_call_function_many_cond")
        .endsWith("do_syscall_64", "entry_SYSCALL_64_after_hwframe")
        .hasSize(10);
  }

  @Test
  void open_plainFile_isReadLikeGzip() throws IOException {
    Path plain = directory.resolve("recording.dat");
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(TRACEFS))) {
      Files.copy(in, plain);
    }

    assertThat(read(plain).records()).isEqualTo(read(TRACEFS).records());
  }

  @Test
  void open_truncatedGzip_keepsWhatCameBeforeAndNamesTheLine() throws IOException {
    byte[] bytes = Files.readAllBytes(TRACEFS);
    Path cut = directory.resolve("cut");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

    TraceText text = read(cut);

    assertThat(text.records())
        .hasSizeBetween(2000, 7000)
        .startsWith(read(TRACEFS).records().subList(0, 2000).toArray(TraceRecord[]::new));
    assertThat(text.diagnostics().firstWarnings())
        .last()
        .satisfies(warning -> assertThat(warning.message()).contains("the file is cut off here"))
        .satisfies(warning -> assertThat(warning.place()).isEqualTo(text.diagnostics().lines()));
  }

  @Test
  void open_damagedGzip_endsWithAWarning() throws IOException {
    byte[] bytes = Files.readAllBytes(TRACEFS);
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 200, (byte) 0xa5);
    Path damaged = Files.write(directory.resolve("damaged"), bytes);

    assertThat(read(damaged).diagnostics().warningCount()).isPositive();
  }

  @Test
  void open_gzipHeaderOnly_isAnError() throws IOException {
    Path cut = Files.write(directory.resolve("cut"), new byte[] {0x1f, (byte) 0x8b, 8});

    assertThatThrownBy(() -> recordings.open(cut))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessage(cut + ": the gzip header is cut off or damaged");
  }

  @Test
  void open_damagedGzipOfTraceDat_isAnError() throws IOException {
    byte[] bytes =
        Files.readAllBytes(
            Path.of("src/test/resources/org/emukernel/scenarios/trace", "ipi-2cpu.v6.dat.gz"));
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> new Recordings(List.of(new TraceDatFormat())).open(cut))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessage(cut + ": the gzip data is cut off or damaged");
  }

  @Test
  void open_emptyFile_isAnError() throws IOException {
    Path empty = Files.write(directory.resolve("empty"), new byte[0]);

    assertThatThrownBy(() -> recordings.open(empty))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessage(empty + ": the file is empty");
  }

  @Test
  void open_otherText_isAnErrorThatNamesTheKnownForms() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "hello, world\n\u0001");

    assertThatThrownBy(() -> recordings.open(other))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessage(
            other
                + ": no known form of recording (tracefs, trace-cmd-report): it begins with"
                + " \"hello, world??\"");
  }

  @Test
  void open_withoutHeader_isToldByTheFirstEvents() throws IOException {
    String tracefs = " a-1 [000] d..1. 1.000000: tlb_flush: pages:1 reason:x (3)\n";
    String report = " a-1 [000] 1.000000: tlb_flush:            pages=1 reason=x (3)\n";

    assertThat(formatOf(tracefs)).isEqualTo("tracefs");
    assertThat(formatOf(report)).isEqualTo("trace-cmd-report");
    assertThat(formatOf("cpus=2\n" + tracefs)).isEqualTo("trace-cmd-report");
  }

  private String formatOf(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    }
    Path path = Files.write(directory.resolve("any-name"), packed.toByteArray());
    try (Recording recording = recordings.open(path)) {
      return recording.format().name();
    }
  }

  @Test
  void load_serviceLoader_findsAllForms() {
    assertThat(ServiceLoader.load(TraceFormat.class))
        .extracting(TraceFormat::name)
        .containsExactly("tracefs", "trace-cmd-report", "perf-script", "trace-dat");
  }
}
