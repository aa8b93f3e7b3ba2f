package org.emukernel.scenarios.trace;

import java.io.IOException;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceSource;

/** The text that {@code trace-cmd report} prints, also with {@code -t} and {@code -l}. */
public final class TraceCmdReportFormat implements TraceFormat {
  /** Creates the format; it has no state. */
  public TraceCmdReportFormat() {}

  @Override
  public String name() {
    return "trace-cmd-report";
  }

  @Override
  public String description() {
    return "the text of trace-cmd report, with kernel_stack events";
  }

  @Override
  public boolean recognises(byte[] beginning) {
    return TextBeginning.of(beginning).isReport();
  }

  @Override
  public TraceReader open(TraceSource recording) throws IOException {
    return new TextTraceReader(recording.stream());
  }
}
