package org.emukernel.scenarios.cli;

import org.emukernel.scenarios.report.ProgressSink;

/** Chooses who shows progress: a bar on a terminal, nobody in a pipe. */
final class Progress {

  private Progress() {}

  /** {@return a bar if messages go to a terminal} */
  static ProgressSink forTerminal(Console console) {
    return console.err() == System.err && StandardStream.ERROR.isTerminal()
        ? new TerminalProgress(console.err())
        : ProgressSink.NONE;
  }
}
