package org.emukernel.scenarios.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A counterexample as a table: one column for each CPU, one row for each step, and beside it what
 * others can see of it. Cells are broken between words, so that the table fits into a terminal.
 */
final class StoryTable {

  /** Columns of a line. */
  private static final int WIDTH = 120;

  private static final int MIN_COLUMN = 12;
  private static final String GAP = "  ";
  private static final String CONTINUED = "  ";

  private final List<List<List<String>>> rows = new ArrayList<>();
  private final int columns;

  private StoryTable(int cpus) {
    columns = cpus + 2;
    List<List<String>> headline = new ArrayList<>();
    headline.add(List.of("#"));
    IntStream.range(0, cpus).forEach(cpu -> headline.add(List.of("CPU " + cpu)));
    headline.add(List.of("what others can see of it"));
    rows.add(headline);
  }

  /** {@return the lines, each with its end} */
  static String of(int cpus, List<VerifyReport.Step> steps) {
    StoryTable table = new StoryTable(cpus);
    for (VerifyReport.Step step : steps) {
      table.add(step);
    }
    return table.render();
  }

  private void add(VerifyReport.Step step) {
    List<List<String>> row = new ArrayList<>();
    IntStream.range(0, columns).forEach(column -> row.add(List.of()));
    row.set(0, List.of(String.valueOf(rows.size())));
    row.set(1 + step.cpu(), List.of(step.text()));
    row.set(columns - 1, step.changes());
    rows.add(row);
  }

  private String render() {
    return render(widths());
  }

  private String render(int[] widths) {
    StringBuilder out = new StringBuilder();
    for (List<List<String>> row : rows) {
      append(out, row, widths);
    }
    return out.toString();
  }

  /* As wide as their content; if that is too wide for a line, so that the table is as short as it can be. */
  private int[] widths() {
    int[] natural = new int[columns];
    for (List<List<String>> row : rows) {
      for (int column = 0; column < columns; column++) {
        for (String line : row.get(column)) {
          natural[column] = Math.max(natural[column], line.length());
        }
      }
    }
    int[] best = fitted(natural);
    long lines = render(best).lines().count();
    for (int last = MIN_COLUMN; last < natural[columns - 1]; last++) {
      int[] widths = natural.clone();
      widths[columns - 1] = last;
      widths = fitted(widths);
      long height = render(widths).lines().count();
      if (height < lines) {
        best = widths;
        lines = height;
      }
    }
    return best;
  }

  /* The widest give way. */
  private static int[] fitted(int[] natural) {
    int[] widths = natural.clone();
    int room = WIDTH - GAP.length() * (widths.length - 1);
    while (Arrays.stream(widths).sum() > room && widths[widest(widths)] > MIN_COLUMN) {
      widths[widest(widths)]--;
    }
    return widths;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int column = 1; column < widths.length; column++) {
      widest = widths[column] >= widths[widest] ? column : widest;
    }
    return widest;
  }

  private void append(StringBuilder out, List<List<String>> row, int[] widths) {
    List<List<String>> cells = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      List<String> lines = new ArrayList<>();
      for (String line : row.get(column)) {
        lines.addAll(broken(line, widths[column]));
      }
      cells.add(lines);
    }
    int height = cells.stream().mapToInt(List::size).max().orElse(0);
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = line < cells.get(column).size() ? cells.get(column).get(line) : "";
        text.append(column == 0 ? "" : GAP)
            .append(cell)
            .append(" ".repeat(widths[column] - cell.length()));
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
  }

  /** {@return a text in lines of a width: broken at a space, else behind a mark, else anywhere} */
  private static List<String> broken(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int end = endOfLine(rest, width);
      lines.add(rest.substring(0, end).stripTrailing());
      rest = CONTINUED + rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private static int endOfLine(String text, int width) {
    int space = text.lastIndexOf(' ', width);
    if (space > CONTINUED.length()) {
      return space;
    }
    for (int end = width; end > CONTINUED.length() + 1; end--) {
      if ("_,.(+".indexOf(text.charAt(end - 1)) >= 0) {
        return end;
      }
    }
    return width;
  }
}
