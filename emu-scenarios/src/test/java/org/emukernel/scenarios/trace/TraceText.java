package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceRecord;

/** What a reader makes of a text. */
record TraceText(List<TraceRecord> records, TraceDiagnostics diagnostics, OptionalInt cpuCount) {
  static TraceText read(String text) throws IOException {
    return read(text.getBytes(ISO_8859_1));
  }

  static TraceText read(byte[] text) throws IOException {
    return read(new TextTraceReader(new ByteArrayInputStream(text)));
  }

  static TraceText read(TraceReader reader) throws IOException {
    List<TraceRecord> records = new ArrayList<>();
    try (reader) {
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    return new TraceText(records, reader.diagnostics(), reader.cpuCount());
  }

  TraceRecord only() {
    if (records.size() != 1) {
      throw new AssertionError("one event expected: " + records + " " + diagnostics);
    }
    return records.get(0);
  }
}
