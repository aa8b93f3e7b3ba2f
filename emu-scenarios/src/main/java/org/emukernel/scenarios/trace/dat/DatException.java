package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.api.trace.TraceWarning;

/** A place of a trace.dat where something else was expected. */
final class DatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long fileOffset;
  private final String placeName;

  /**
   * Makes one.
   *
   * @param fileOffset the place in the file
   * @param placeName how the place is called
   * @param message what was expected and what was found
   */
  DatException(long fileOffset, String placeName, String message) {
    super(Printable.line(message));
    this.fileOffset = fileOffset;
    this.placeName = placeName;
  }

  /** {@return the same for those who cannot go on} */
  TraceSyntaxException syntaxError() {
    return new TraceSyntaxException(placeName + ": " + getMessage());
  }

  /** {@return the same for those who can} */
  TraceWarning warning() {
    return new TraceWarning(
        TraceWarning.Unit.BYTE, Math.max(0, fileOffset), String.valueOf(getMessage()));
  }
}
