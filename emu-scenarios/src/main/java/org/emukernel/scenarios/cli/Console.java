package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where results and messages go: results to one stream and nothing else there, messages to the
 * other.
 */
final class Console {

  private static final String PREFIX = "emu: ";

  private final OutputStream out;
  private final PrintStream err;

  Console(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Prints a result whole.
   *
   * @throws BadInputException if it cannot be written; a reader that has gone away is no error
   */
  void result(String text) throws BadInputException {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.toLowerCase(Locale.ROOT).contains("broken pipe")) {
        throw new BadInputException("standard output: found \"" + reason + "\", expected room", e);
      }
    }
  }

  /** Prints a message of one line. */
  void message(String line) {
    err.println(PREFIX + line);
    err.flush();
  }

  PrintStream err() {
    return err;
  }

  OutputStream out() {
    return out;
  }
}
