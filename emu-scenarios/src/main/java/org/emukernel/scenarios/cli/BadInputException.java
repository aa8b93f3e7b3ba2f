package org.emukernel.scenarios.cli;

import org.jspecify.annotations.Nullable;

/** Something that the user can put right; the message is one line: place, found, expected. */
final class BadInputException extends Exception {

  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }

  BadInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
