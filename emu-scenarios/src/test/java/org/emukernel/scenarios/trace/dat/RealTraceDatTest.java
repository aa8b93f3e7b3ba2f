package org.emukernel.scenarios.trace.dat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.scenarios.trace.Recording;
import org.emukernel.scenarios.trace.Recordings;
import org.emukernel.scenarios.trace.TraceCmdReportFormat;
import org.emukernel.scenarios.trace.TracefsTextFormat;
import org.emukernel.scenarios.trace.WithoutCsd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real recording (Linux 6.18, trace-cmd version 6; version 7 is what {@code trace-cmd convert
 * --compression zstd} 3.1.6 made of it) holds the events of both texts of the same run.
 */
class RealTraceDatTest {
  private static final Path RESOURCES = Path.of("src/test/resources/org/emukernel/scenarios/trace");
  private static final String VERSION_6 = "ipi-2cpu.v6.dat.gz";
  private static final String VERSION_7 = "ipi-2cpu.v7-zstd.dat";
  private static final Path TRACEFS = Path.of("..", "docs", "examples", "ipi-2cpu.tracefs.txt.gz");
  private static final Path REPORT = RESOURCES.resolve("ipi-2cpu.report.txt.gz");

  private final Recordings recordings =
      new Recordings(
          List.of(new TracefsTextFormat(), new TraceCmdReportFormat(), new TraceDatFormat()));

  private List<TraceRecord> read(Path path) throws IOException {
    List<TraceRecord> records = new ArrayList<>();
    try (Recording recording = recordings.open(path)) {
      for (TraceRecord record = recording.reader().next();
          record != null;
          record = recording.reader().next()) {
        records.add(record);
      }
      assertThat(recording.reader().diagnostics().warningCount()).isZero();
      assertThat(recording.reader().cpuCount()).hasValue(2);
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(strings = {VERSION_6, VERSION_7})
  void open_traceDat_hasTheEventsFlagsAndStacksOfTracefs(String name) throws IOException {
    List<TraceRecord> binary = read(RESOURCES.resolve(name));
    List<TraceRecord> text = read(TRACEFS);

    assertThat(binary).hasSameSizeAs(text);
    for (int i = 0; i < text.size(); i++) {
      assertThat(inMicroseconds(binary.get(i).header())).isEqualTo(text.get(i).header());
      assertThat(binary.get(i).stack()).isEqualTo(text.get(i).stack());
      /* tracefs hashes the addresses of CSDs. */
      assertThat(WithoutCsd.of(binary.get(i).event()))
          .isEqualTo(WithoutCsd.of(text.get(i).event()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {VERSION_6, VERSION_7})
  void open_traceDat_hasTheFieldsOfTheReport(String name) throws IOException {
    List<TraceEvent> binary =
        read(RESOURCES.resolve(name)).stream().map(TraceRecord::event).toList();

    assertThat(binary).isEqualTo(read(REPORT).stream().map(TraceRecord::event).toList());
  }

  /* As ns2usecs() rounds, kernel/trace/trace.h. */
  private static TraceHeader inMicroseconds(TraceHeader header) {
    long us = (header.timestampNs() + 500) / 1000;
    return new TraceHeader(header.task(), header.pid(), header.cpu(), us * 1000, header.flags());
  }
}
