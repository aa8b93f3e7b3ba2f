package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

  @Test
  void progress_toTheEnd_showsTaskAndPercentage() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    TerminalProgress progress =
        new TerminalProgress(new PrintStream(terminal, true, StandardCharsets.UTF_8));

    progress.started("immediate", 200);
    progress.reached(100);
    progress.reached(200);
    progress.finished();
    progress.finished();

    assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("immediate", "100%");
  }

  @Test
  void progress_beforeItStarts_isIgnored() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    TerminalProgress progress =
        new TerminalProgress(new PrintStream(terminal, true, StandardCharsets.UTF_8));

    progress.reached(1);
    progress.finished();

    assertThat(terminal.size()).isZero();
  }
}
