package org.emukernel.scenarios.redrive;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the calls of a recording, in the order in which they began. */
interface CallSource extends Closeable {

  /**
   * {@return the next call, or null after the last}
   *
   * @throws IOException if the recording cannot be read
   */
  @Nullable TimedCall next() throws IOException;
}
