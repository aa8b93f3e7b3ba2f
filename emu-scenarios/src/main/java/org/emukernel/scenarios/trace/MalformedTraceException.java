package org.emukernel.scenarios.trace;

/**
 * A line or a record of a recording that cannot be read; the message says what was expected.
 * Carries no stack trace.
 */
public final class MalformedTraceException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates one with a message of one line. */
  public MalformedTraceException(String message) {
    super(message, null, false, false);
  }
}
