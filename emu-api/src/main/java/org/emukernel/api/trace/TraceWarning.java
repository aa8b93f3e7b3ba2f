package org.emukernel.api.trace;

import java.util.Locale;
import java.util.Objects;

/**
 * A place of a recording that could not be read as it stands.
 *
 * @param unit in what the place is counted
 * @param place the line's number, from 1, or the offset of the byte in the file, from 0
 * @param message what was expected there, or what happened, in one line
 */
public record TraceWarning(Unit unit, long place, String message) {
  /** In what places are counted. */
  public enum Unit {
    /** Lines of a text, from 1. */
    LINE,
    /** Bytes of a binary file, from 0. */
    BYTE;

    private long first() {
      return this == LINE ? 1 : 0;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks that there is such a place. */
  public TraceWarning {
    Objects.requireNonNull(message, "message");
    if (place < unit.first()) {
      throw new IllegalArgumentException(unit + " must be at least " + unit.first() + ": " + place);
    }
  }

  @Override
  public String toString() {
    return unit + " " + place + ": " + message;
  }
}
