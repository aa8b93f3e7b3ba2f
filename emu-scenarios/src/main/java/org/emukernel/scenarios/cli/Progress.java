package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emukernel.scenarios.report.ProgressSink;

/** Chooses who shows progress: a bar on a terminal, nobody in a pipe. */
final class Progress {

  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Progress() {}

  /** {@return a bar if messages go to a terminal} */
  static ProgressSink forTerminal(Console console) {
    return console.err() == System.err && isTerminal()
        ? new TerminalProgress(console.err())
        : ProgressSink.NONE;
  }

  /* Java can ask about standard input and output together only; on Linux the link tells. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STDERR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
