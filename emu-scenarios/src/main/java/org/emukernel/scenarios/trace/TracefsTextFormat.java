package org.emukernel.scenarios.trace;

import java.io.IOException;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceSource;

/** The text of tracefs' {@code trace} and {@code trace_pipe} files. */
public final class TracefsTextFormat implements TraceFormat {
  /** Creates the format; it has no state. */
  public TracefsTextFormat() {}

  @Override
  public String name() {
    return "tracefs";
  }

  @Override
  public String description() {
    return "the text of /sys/kernel/tracing/trace, with <stack trace> blocks";
  }

  @Override
  public boolean recognises(byte[] beginning) {
    return TextBeginning.of(beginning).isTracefs();
  }

  @Override
  public TraceReader open(TraceSource recording) throws IOException {
    return new TextTraceReader(recording.stream());
  }
}
