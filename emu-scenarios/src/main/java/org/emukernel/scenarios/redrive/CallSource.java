package org.emukernel.scenarios.redrive;

import java.io.IOException;
import org.emukernel.scenarios.replay.RecordedCall;
import org.jspecify.annotations.Nullable;

/** Gives the calls of a recording, in the order in which they began. */
@FunctionalInterface
interface CallSource {

  /**
   * {@return the next call, or null after the last}
   *
   * @throws IOException if the recording cannot be read
   */
  @Nullable RecordedCall next() throws IOException;
}
