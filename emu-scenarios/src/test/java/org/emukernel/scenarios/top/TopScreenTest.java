package org.emukernel.scenarios.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopScreenTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Runs for 10 ns in virtual time, or for ever. */
  private static final class Source implements TopSource {

    private final long endNs;
    private final List<Long> reached = new ArrayList<>();
    private long nowNs;

    Source(long endNs) {
      this.endNs = endNs;
    }

    @Override
    public String title() {
      return "test";
    }

    @Override
    public void reach(long ns) {
      nowNs = Math.min(ns, endNs);
      reached.add(nowNs);
    }

    @Override
    public long nowNs() {
      return nowNs;
    }

    @Override
    public long endNs() {
      return endNs;
    }

    @Override
    public String table() {
      return "CPU  IPIs\n3      " + reached.size() + "\n" + "x".repeat(500) + "\n";
    }

    @Override
    public void close() {}
  }

  private void show(Source source, double speed, String keys) throws Exception {
    try (LineDisciplineTerminal terminal =
        new LineDisciplineTerminal("test", "xterm", out, StandardCharsets.UTF_8)) {
      terminal.setSize(new Size(80, 24));
      terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
      new TopScreen(terminal).show(source, speed);
    }
  }

  @Test
  void show_sourceThatEnds_isShownToItsEnd() throws Exception {
    Source source = new Source(10);

    show(source, 1, "");

    assertThat(source.isOver()).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("IPIs to isolated CPUs: test", "virtual time 0 ns of 10 ns, 1 x", "CPU  IPIs")
        .doesNotContain("x".repeat(81));
  }

  @Test
  void show_keys_areObeyed() throws Exception {
    Source source = new Source(Long.MAX_VALUE);

    show(source, 4, "++ q");

    assertThat(source.reached).hasSize(4);
    assertThat(source.reached.get(2)).isEqualTo(source.reached.get(1));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("8").contains("paused");
  }
}
