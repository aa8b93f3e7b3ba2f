package org.emukernel.scenarios.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.emukernel.api.verdict.Violation;

/** What a search found, for people. */
public final class VerifyText {

  private VerifyText() {}

  /** {@return the report, each line with its end} */
  public static String of(VerifyReport report) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%s under %s, %d CPUs: %s\n",
            report.scenario(),
            report.strategy(),
            report.cpus(),
            verdict(report)));
    out.append(
        String.format(
            Locale.ROOT,
            "%d states, %d transitions, %d choices on the longest way; two states may have had one"
                + " hash with a probability of %.1e\n",
            report.states(),
            report.transitions(),
            report.maxDepth(),
            report.collisionProbability()));
    report.violation().ifPresent(violation -> append(out, report, violation));
    return out.toString();
  }

  private static String verdict(VerifyReport report) {
    return switch (report.verdict()) {
      case HOLDS -> "holds: every state was visited";
      case VIOLATED -> "VIOLATED";
      case BOUND -> "no verdict: a bound was reached first; no violation until then";
    };
  }

  private static void append(StringBuilder out, VerifyReport report, Violation violation) {
    out.append('\n').append(table(report)).append('\n');
    out.append(
        String.format(
            Locale.ROOT,
            "%s: CPU %d at %s\n",
            violation.monitor(),
            violation.cpu(),
            violation.instruction()));
    Wrapped.append(out, "  ", Arrays.asList(violation.cause().split(" ")));
  }

  /* One column for each CPU, one row for each step and each further thing that it changed. */
  private static String table(VerifyReport report) {
    String[] headline =
        Stream.of(
                Stream.of("#"),
                IntStream.range(0, report.cpus()).mapToObj(cpu -> "CPU " + cpu),
                Stream.of("what others can see of it"))
            .flatMap(part -> part)
            .toArray(String[]::new);
    TextTable table = new TextTable(TextTable.Alignment.LEFT, headline);
    int number = 1;
    for (VerifyReport.Step step : report.steps()) {
      List<String> changes = step.changes();
      table.row(row(report, String.valueOf(number), step.cpu(), text(step), first(changes)));
      for (int i = 1; i < changes.size(); i++) {
        table.row(row(report, "", 0, "", changes.get(i)));
      }
      number++;
    }
    return table.render();
  }

  private static String first(List<String> changes) {
    return changes.isEmpty() ? "" : changes.get(0);
  }

  private static String text(VerifyReport.Step step) {
    return step.isPlain() ? step.place() : step.what() + " " + step.place();
  }

  private static String[] row(
      VerifyReport report, String number, int cpu, String text, String change) {
    String[] cells = new String[report.cpus() + 2];
    Arrays.fill(cells, "");
    cells[0] = number;
    cells[1 + cpu] = text;
    cells[cells.length - 1] = change;
    return cells;
  }
}
