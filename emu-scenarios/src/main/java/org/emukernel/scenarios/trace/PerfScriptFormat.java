package org.emukernel.scenarios.trace;

import java.io.IOException;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceSource;

/** The text that {@code perf script} prints of tracepoints. */
public final class PerfScriptFormat implements TraceFormat {
  /** Creates the format; it has no state. */
  public PerfScriptFormat() {}

  @Override
  public String name() {
    return "perf-script";
  }

  @Override
  public String description() {
    return "the text of perf script with comm, tid, cpu, time, event and trace, also with ip and sym";
  }

  @Override
  public boolean recognises(byte[] beginning) {
    return TextBeginning.of(beginning).isPerfScript();
  }

  @Override
  public TraceReader open(TraceSource recording) throws IOException {
    return new PerfScriptReader(recording.stream());
  }
}
