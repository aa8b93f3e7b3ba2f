package org.emukernel.entry.check;

import java.io.Serial;

/** An image is not what it should be; the message is one line: place, found, expected. */
public final class BadImageException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** With the whole line. */
  public BadImageException(String message) {
    super(message);
  }

  /**
   * Something in the file.
   *
   * @param offset where in the unpacked file, bytes
   */
  public BadImageException(long offset, String found, String expected) {
    super("at offset 0x%x: found %s, expected %s".formatted(offset, found, expected));
  }
}
