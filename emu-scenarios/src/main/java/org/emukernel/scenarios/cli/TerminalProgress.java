package org.emukernel.scenarios.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.emukernel.scenarios.report.ProgressSink;
import org.jspecify.annotations.Nullable;

/** A bar with an estimate of the time that is left. */
final class TerminalProgress implements ProgressSink {

  private static final int WIDTH = 119;
  private static final int UPDATE_MS = 250;

  private final PrintStream terminal;
  private @Nullable ProgressBar bar;

  TerminalProgress(PrintStream terminal) {
    this.terminal = terminal;
  }

  @Override
  public void started(String task, long total) {
    finished();
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MS)
            .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
            .build();
  }

  @Override
  public void reached(long done) {
    ProgressBar current = bar;
    if (current != null) {
      current.stepTo(done);
    }
  }

  @Override
  public void note(String text) {
    ProgressBar current = bar;
    if (current != null) {
      current.setExtraMessage(" " + text);
    }
  }

  @Override
  public void finished() {
    ProgressBar current = bar;
    if (current != null) {
      current.close();
      bar = null;
    }
  }
}
