package org.emukernel.scenarios.redrive;

import java.io.IOException;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.replay.RecordedCalls;
import org.jspecify.annotations.Nullable;

/** The calls as they are read from a recording. */
final class ReadCalls implements CallSource {

  private final RecordedCalls calls;
  private final CallShapes shapes = new CallShapes();

  /** Reads from these calls, and closes them. */
  ReadCalls(RecordedCalls calls) {
    this.calls = calls;
  }

  /** Leaves calls out. */
  void skip(long count) throws IOException {
    for (long i = 0; i < count; i++) {
      calls.next();
    }
  }

  @Override
  public @Nullable TimedCall next() throws IOException {
    RecordedCall call = calls.next();
    return call == null ? null : new TimedCall(call.sender().timestampNs(), shapes.of(call));
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
