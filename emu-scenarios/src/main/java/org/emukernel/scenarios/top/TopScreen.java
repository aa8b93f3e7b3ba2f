package org.emukernel.scenarios.top;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.emukernel.scenarios.report.HumanTime;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/** Shows a source on a terminal, as top does, and obeys keys. */
public final class TopScreen {

  private static final String KEYS = "keys: + faster, - slower, space pause, q quit";
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;
  private static final long FRAME_MS = 250;
  private static final long NS_PER_MS = 1_000_000;

  private final Terminal terminal;
  private final Display display;

  /** Shows on a terminal, which whoever made it closes. */
  public TopScreen(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, true);
  }

  /**
   * Shows a source until it is over or somebody quits.
   *
   * @param speed how much faster than the wall clock it begins
   * @throws IOException if the source or the terminal fails
   */
  public void show(TopSource source, double speed) throws IOException {
    Attributes before = terminal.enterRawMode();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    try {
      loop(source, new Pace(speed));
    } finally {
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
    }
  }

  /* A source that cannot keep up gets no more behind than one frame. */
  private void loop(TopSource source, Pace pace) throws IOException {
    boolean quit = false;
    long before = System.nanoTime();
    while (!quit && !source.isOver()) {
      draw(source, pace);
      Optional<Pace.Key> key = key();
      key.ifPresent(pace::press);
      quit = key.filter(pressed -> pressed == Pace.Key.QUIT).isPresent();
      long now = System.nanoTime();
      long wallNs = Math.min(now - before, FRAME_MS * NS_PER_MS);
      before = now;
      source.reach(source.nowNs() + pace.virtualNs(wallNs));
    }
  }

  private Optional<Pace.Key> key() throws IOException {
    int character = terminal.reader().read(FRAME_MS);
    return character < 0 ? Optional.empty() : Optional.of(Pace.Key.of(character));
  }

  /* A terminal that does not know its size says 0. */
  private static int known(int size, int otherwise) {
    return size > 0 ? size : otherwise;
  }

  private void draw(TopSource source, Pace pace) {
    int rows = known(terminal.getHeight(), ROWS);
    int columns = known(terminal.getWidth(), COLUMNS);
    display.resize(rows, columns);
    String end = source.endNs() == Long.MAX_VALUE ? "" : " of " + HumanTime.of(source.endNs());
    String time = "virtual time " + HumanTime.of(source.nowNs()) + end + ", " + pace;
    Stream<String> head = Stream.of("IPIs to isolated CPUs: " + source.title(), time, KEYS, "");
    List<AttributedString> lines =
        Stream.concat(head, source.table().lines())
            .limit(rows)
            .map(line -> line.length() > columns ? line.substring(0, columns) : line)
            .map(AttributedString::new)
            .toList();
    display.update(lines, 0);
  }
}
