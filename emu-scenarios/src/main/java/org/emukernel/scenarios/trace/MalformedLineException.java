package org.emukernel.scenarios.trace;

/** A line that cannot be read; the message says what was expected. Carries no stack trace. */
final class MalformedLineException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedLineException(String message) {
    super(message, null, false, false);
  }
}
