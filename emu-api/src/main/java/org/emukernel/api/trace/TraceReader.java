package org.emukernel.api.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads one recording from its first event to its last, in constant memory.
 *
 * <p>Garbled lines, a cut-off end and unknown events do not end the reading: they are in {@link
 * #diagnostics()}. One thread.
 */
public interface TraceReader extends Closeable {
  /**
   * {@return the next event in the recording's order, or null after the last}
   *
   * @throws TraceSyntaxException if the recording ends and held no event at all
   * @throws IOException if reading fails
   */
  @Nullable TraceRecord next() throws IOException;

  /** {@return the number of CPUs that the recording says it has, as far as it has been read} */
  OptionalInt cpuCount();

  /** {@return what was noticed so far} */
  TraceDiagnostics diagnostics();
}
