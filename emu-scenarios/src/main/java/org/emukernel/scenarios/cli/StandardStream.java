package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The streams that a process begins with. */
enum StandardStream {
  /** Standard input. */
  INPUT,
  /** Standard output. */
  OUTPUT,
  /** Standard error. */
  ERROR;

  /* Java can ask about standard input and output together only; on Linux the link tells. */
  boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + ordinal())).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
