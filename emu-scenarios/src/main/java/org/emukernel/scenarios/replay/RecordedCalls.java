package org.emukernel.scenarios.replay;

import java.io.Closeable;
import java.io.IOException;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceRecord;
import org.jspecify.annotations.Nullable;

/** The calls of a recording, in the order in which they began, in constant memory. */
public final class RecordedCalls implements Closeable {
  private final TraceReader reader;
  private final CallAssembler assembler;
  private boolean ended;

  /** Puts the calls together from the reader's events; closing this closes the reader. */
  public RecordedCalls(TraceReader reader, CauseRules rules) {
    this.reader = reader;
    this.assembler = new CallAssembler(rules);
  }

  /**
   * {@return the next call, or null after the last}
   *
   * @throws IOException as {@link TraceReader#next()} does
   */
  public @Nullable RecordedCall next() throws IOException {
    RecordedCall call = assembler.poll();
    while (call == null && !ended) {
      TraceRecord record = reader.next();
      if (record == null) {
        ended = true;
        assembler.end();
      } else {
        assembler.accept(record);
      }
      call = assembler.poll();
    }
    return call;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
