package org.emukernel.scenarios.tracer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceDatWriterTest {

  @TempDir private Path dir;

  @Provide
  Arbitrary<List<TraceRecord>> records() {
    return Samples.any();
  }

  private static void write(Path file, List<TraceRecord> records, int cpus) throws IOException {
    TracedMachine machine = new TracedMachine(cpus, new TestSymbols());
    try (TraceWriter writer = new TraceDatWriter(file, machine)) {
      for (TraceRecord record : records) {
        writer.write(record);
      }
      writer.finish();
    }
  }

  @Property(tries = 60, seed = "20261127")
  void write_anyRecords_areReadBack(@ForAll("records") List<TraceRecord> records)
      throws IOException {
    Path file = Files.createTempFile("written", ".dat");

    write(file, records, Samples.CPUS);

    assertThat(Samples.read(file)).containsExactlyInAnyOrderElementsOf(records);
    Files.delete(file);
  }

  @Test
  void write_emulatedMachine_isReadBack() throws Exception {
    List<TraceRecord> records = Samples.emulated("cr3-signal");
    Path file = dir.resolve("t.dat");

    write(file, records, 4);

    assertThat(Samples.read(file)).containsExactlyInAnyOrderElementsOf(records);
    assertThat(files()).containsExactly("t.dat");
  }

  /* Deltas of 2^27 ns and more need an event of their own; a stack of 300 frames a long event. */
  @Test
  void write_longGapsAndStacks_areReadBack() throws IOException {
    List<TraceRecord> records = new ArrayList<>();
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      frames.add("function" + i);
      long ns = ((1L << 27) - 150 + i) * i;
      TraceHeader header = new TraceHeader("a", 1, 0, ns, "d....");
      records.add(new TraceRecord(header, new TraceEvent.TlbFlush(3, -1), CallStack.of(frames)));
    }
    Path file = dir.resolve("t.dat");

    write(file, records, 1);

    assertThat(Samples.read(file)).isEqualTo(records);
  }

  @Test
  void close_notFinished_leavesNothing() throws IOException {
    Path file = dir.resolve("t.dat");
    TraceHeader header = new TraceHeader("a", 1, 0, 0, "d....");
    TraceRecord record = new TraceRecord(header, new TraceEvent.TlbFlush(3, -1), CallStack.EMPTY);

    try (TraceWriter writer = new TraceDatWriter(file, new TracedMachine(1, new TestSymbols()))) {
      for (int i = 0; i < 10_000; i++) {
        writer.write(record);
      }
    }

    assertThat(files()).isEmpty();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /* The real trace-cmd finds the same events, fields, tasks, CPUs, stacks and times. */
  @Test
  void report_ofRealTraceCmd_saysTheSame() throws Exception {
    assumeThat(hasTraceCmd()).as("trace-cmd is not installed").isTrue();
    List<TraceRecord> records = Samples.emulated("cr3-signal");
    Path file = dir.resolve("t.dat");
    Path report = dir.resolve("t.report");
    write(file, records, 4);

    int status = run(report, "trace-cmd", "report", "-t", file.toString());

    assertThat(status).isZero();
    assertThat(Samples.read(report))
        .containsExactlyInAnyOrderElementsOf(
            records.stream().map(TraceDatWriterTest::withoutFlags).toList());
  }

  private static TraceRecord withoutFlags(TraceRecord record) {
    TraceHeader h = record.header();
    return new TraceRecord(
        new TraceHeader(h.task(), h.pid(), h.cpu(), h.timestampNs(), ""),
        record.event(),
        record.stack());
  }

  private boolean hasTraceCmd() throws InterruptedException {
    try {
      return run(dir.resolve("version"), "trace-cmd", "--version") >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int run(Path output, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("no answer in 60 s");
    }
    return process.exitValue();
  }
}
