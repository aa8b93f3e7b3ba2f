package org.emukernel.scenarios.tracer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.trace.TraceRecord;
import org.junit.jupiter.api.Test;

class TracefsWriterTest {

  private static final Pattern PLACE = Pattern.compile("([^ =]+)\\+0x[0-9a-f]+/0x([0-9a-f]+)");

  @Provide
  Arbitrary<List<TraceRecord>> records() {
    return Samples.any();
  }

  private static void write(Path file, List<TraceRecord> records, int cpus, KernelSymbols symbols)
      throws IOException {
    try (TraceWriter writer = new TracefsWriter(file, new TracedMachine(cpus, symbols))) {
      for (TraceRecord record : records) {
        writer.write(record);
      }
      writer.finish();
    }
  }

  private static Path temporary() throws IOException {
    Path file = Files.createTempFile("written", ".txt");
    file.toFile().deleteOnExit();
    return file;
  }

  @Property(tries = 60, seed = "20261127")
  void write_anyRecords_areReadBack(@ForAll("records") List<TraceRecord> records)
      throws IOException {
    Path file = temporary();

    write(file, records, Samples.CPUS, new TestSymbols());

    assertThat(Samples.read(file)).isEqualTo(records);
    Files.delete(file);
  }

  @Test
  void write_emulatedMachine_isReadBack() throws Exception {
    List<TraceRecord> records = Samples.emulated("cr3-signal");
    Path file = temporary();

    write(file, records, 4, new TestSymbols());

    assertThat(records).extracting(r -> r.event().name()).contains("ipi_deferred", "write_cr3");
    assertThat(Samples.read(file)).isEqualTo(records);
  }

  /* The kernel's own lines, but for the nanoseconds. There stacks may stand behind events of the other CPU. */
  @Test
  void write_realRecording_isWhatTheKernelPrinted() throws IOException {
    List<String> kernels = realLines();
    List<TraceRecord> records = Samples.read(Samples.REAL);
    Path file = temporary();

    write(file, records, 2, new TestSymbols(sizes(kernels)));

    List<String> ours =
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("(\\d\\.\\d{6})000: ", "$1: ").stripTrailing())
            .toList();
    assertSame(withoutStacks(ours), withoutStacks(kernels));
    assertThat(Samples.read(file)).isEqualTo(records);
  }

  /* Line by line: a message with all of them helps nobody. */
  private static void assertSame(List<String> ours, List<String> kernels) {
    for (int i = 0; i < Math.min(ours.size(), kernels.size()); i++) {
      assertThat(ours.get(i)).as("line %d", i + 1).isEqualTo(kernels.get(i));
    }
    assertThat(ours).hasSameSizeAs(kernels);
  }

  private static List<String> realLines() throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(Samples.REAL))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Map<String, Long> sizes(List<String> lines) {
    Map<String, Long> sizes = new HashMap<>();
    for (String line : lines) {
      Matcher matcher = PLACE.matcher(line);
      while (matcher.find()) {
        sizes.put(matcher.group(1), Long.parseLong(matcher.group(2), 16));
      }
    }
    return sizes;
  }

  private static List<String> withoutStacks(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith(" => ") && !line.endsWith("<stack trace>"))
        .toList();
  }
}
