package org.emukernel.scenarios.tracer;

import java.io.Closeable;
import java.io.IOException;
import org.emukernel.api.trace.TraceRecord;

/** Writes one recording, in memory that does not grow with its length. */
interface TraceWriter extends Closeable {

  /**
   * Writes a record; its time is not before that of the one before.
   *
   * @throws IOException if it cannot be written
   */
  void write(TraceRecord record) throws IOException;

  /**
   * Writes what belongs behind the last record. The file is whole then.
   *
   * @throws IOException if it cannot be written
   */
  void finish() throws IOException;
}
