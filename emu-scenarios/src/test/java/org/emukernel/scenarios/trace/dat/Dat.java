package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.scenarios.trace.BytesSource;

/** What the reader makes of a trace.dat. */
record Dat(List<TraceRecord> records, TraceDiagnostics diagnostics, OptionalInt cpuCount) {
  static Dat read(byte[] file) throws IOException {
    List<TraceRecord> records = new ArrayList<>();
    try (TraceReader reader = new TraceDatFormat().open(new BytesSource(file))) {
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
      return new Dat(records, reader.diagnostics(), reader.cpuCount());
    }
  }

  List<TraceEvent> events() {
    return records.stream().map(TraceRecord::event).toList();
  }

  List<Long> times() {
    return records.stream().map(record -> record.header().timestampNs()).toList();
  }

  /** {@return the warnings without where they are} */
  List<String> messages() {
    return diagnostics.firstWarnings().stream().map(warning -> warning.message()).toList();
  }
}
