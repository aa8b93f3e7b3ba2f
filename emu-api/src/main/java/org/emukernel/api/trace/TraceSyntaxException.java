package org.emukernel.api.trace;

import java.io.IOException;

/** A file is no recording that could be read; the message is one line and names the place. */
public final class TraceSyntaxException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates one with a message of one line. */
  public TraceSyntaxException(String message) {
    super(message);
  }
}
