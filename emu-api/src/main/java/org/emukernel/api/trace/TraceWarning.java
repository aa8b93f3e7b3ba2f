package org.emukernel.api.trace;

import java.util.Objects;

/**
 * A place of a recording that could not be read as it stands.
 *
 * @param line the line's number, from 1
 * @param message what was expected there, or what happened, in one line
 */
public record TraceWarning(long line, String message) {
  /** Checks that the line number is positive. */
  public TraceWarning {
    Objects.requireNonNull(message, "message");
    if (line < 1) {
      throw new IllegalArgumentException("line must be at least 1: " + line);
    }
  }

  @Override
  public String toString() {
    return "line " + line + ": " + message;
  }
}
