package org.emukernel.scenarios.trace;

import java.io.InputStream;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceReader;

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
  public TraceReader open(InputStream recording) {
    return new TextTraceReader(recording);
  }
}
