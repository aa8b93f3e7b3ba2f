package org.emukernel.scenarios.cli;

/** A schedule that does not fit the machine; the message is one line: place, found, expected. */
public final class BadScheduleException extends Exception {

  private static final long serialVersionUID = 1L;

  /** A schedule with something wrong in it. */
  public BadScheduleException(String message) {
    super(message);
  }
}
