package org.emukernel.scenarios.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emukernel.api.verdict.Violation;

/** A run's report for people. */
public final class RunText {

  private RunText() {}

  /**
   * {@return the report, each line with its end}
   *
   * @param notes lines to show below the table
   */
  public static String of(RunReport run, List<String> notes) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%s: %d CPUs, isolated %s, %s of virtual time, seed %d\n",
            run.scenario(),
            run.cpus(),
            run.isolated().isEmpty() ? "none" : run.isolated().toCpuList(),
            HumanTime.of(run.virtualNs()),
            run.seed()));
    out.append("IPIs that hit isolated CPUs in user mode:\n\n").append(table(run));
    appendNotes(out, notes);
    MeansText.append(out, run);
    PlacesText.append(out, run);
    for (StrategyResult result : run.results()) {
      appendCounts(out, result.title() + ", by callback", result.byCallback());
      appendCounts(out, result.title() + ", by cause", result.byCause());
    }
    for (StrategyResult result : run.results()) {
      appendWarnings(out, result);
    }
    for (StrategyResult result : run.results()) {
      result.violations().forEach(violation -> append(out, result.title(), violation));
    }
    return out.toString();
  }

  private static void appendNotes(StringBuilder out, List<String> notes) {
    if (!notes.isEmpty()) {
      out.append('\n');
    }
    for (String note : notes) {
      Wrapped.append(out, "", List.of(note.split(" ")));
    }
  }

  private static String table(RunReport run) {
    TextTable table =
        new TextTable(
            TextTable.Alignment.RIGHT,
            run.hasPoints() ? "point, strategy" : "strategy",
            "IPIs",
            "per CPU min",
            "mean",
            "max",
            "one per",
            "deferred",
            "caught up",
            "entries",
            "violations");
    for (StrategyResult result : run.results()) {
      BigDecimal mean =
          Decimals.ratio(result.ipisToIsolatedUser(), result.ipisPerIsolatedCpu().size());
      table.row(
          result.title(),
          String.valueOf(result.ipisToIsolatedUser()),
          String.valueOf(result.minPerCpu()),
          mean.setScale(1, RoundingMode.HALF_EVEN).toPlainString(),
          String.valueOf(result.maxPerCpu()),
          interval(run, result),
          String.valueOf(result.deferred()),
          String.valueOf(result.caughtUp()),
          String.valueOf(result.kernelEntries()),
          String.valueOf(result.violations().size()));
    }
    return table.render();
  }

  private static String interval(RunReport run, StrategyResult result) {
    Optional<BigDecimal> seconds = Decimals.meanIntervalSeconds(run, result);
    return seconds.map(s -> HumanTime.of(s.movePointRight(9).longValue())).orElse("-");
  }

  private static void appendCounts(StringBuilder out, String title, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    out.append('\n').append(title).append(":\n");
    int width = counts.values().stream().mapToInt(n -> n.toString().length()).max().orElse(0);
    counts.forEach(
        (name, count) ->
            Wrapped.append(
                out,
                "  " + " ".repeat(width - count.toString().length()) + count + "  ",
                Arrays.asList(name.split(" "))));
  }

  private static void appendWarnings(StringBuilder out, StrategyResult result) {
    if (!result.kernelWarnings().isEmpty()) {
      out.append('\n').append(result.title()).append(", kernel warnings:\n");
    }
    for (String warning : result.kernelWarnings()) {
      Wrapped.append(out, "  ", Arrays.asList(warning.split(" ")));
    }
  }

  private static void append(StringBuilder out, String strategy, Violation violation) {
    out.append('\n')
        .append(
            String.format(Locale.ROOT, "VIOLATION under %s: %s\n", strategy, violation.monitor()));
    out.append(
        String.format(
            Locale.ROOT,
            "  CPU %d at %s, address 0x%x, after %d ns\n",
            violation.cpu(),
            violation.instruction(),
            violation.address(),
            violation.timeNs()));
    Wrapped.append(out, "  ", List.of(violation.cause().split(" ")));
    for (String line : violation.history()) {
      Wrapped.append(out, "    ", List.of(line.split(" ")));
    }
  }
}
