package org.emukernel.scenarios.stats;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.report.TextTable;

/** Statistics as two tables. */
public final class StatisticsText {

  private StatisticsText() {}

  /** {@return the tables} */
  public static String of(Statistics statistics) {
    String percent = Rounded.percent(statistics.confidence());
    String head =
        "%s: mean over seeds, %s confidence interval by Student's t%n"
            .formatted(statistics.metric(), percent);
    if (statistics.comparisons().isEmpty()) {
      return head + means(statistics);
    }
    return head
        + means(statistics)
        + "%nDifferences at the same seed: paired t-test; p after Holm's correction for all %d%n"
            .formatted(statistics.comparisons().size())
        + comparisons(statistics);
  }

  private static TextTable table(Statistics statistics, String... more) {
    List<String> head =
        new ArrayList<>(statistics.columns().stream().map(StatisticsText::last).toList());
    head.addAll(List.of(more));
    return new TextTable(TextTable.Alignment.RIGHT, head.toArray(String[]::new));
  }

  /* workloads.process-churn.processes-per-second fills a line alone. */
  private static String last(String column) {
    return column.substring(column.lastIndexOf('.') + 1);
  }

  private static String means(Statistics statistics) {
    TextTable table = table(statistics, "strategy", "seeds", "mean", "from", "to");
    for (Statistics.StrategyMean mean : statistics.means()) {
      List<String> cells = new ArrayList<>(mean.configuration());
      cells.add(mean.strategy());
      addInterval(cells, mean.interval());
      table.row(cells.toArray(String[]::new));
    }
    return table.render();
  }

  private static void addInterval(List<String> cells, Interval interval) {
    cells.add(String.valueOf(interval.count()));
    cells.add(Rounded.decimals(interval.mean()));
    cells.add(interval.isKnown() ? Rounded.decimals(interval.low()) : "-");
    cells.add(interval.isKnown() ? Rounded.decimals(interval.high()) : "-");
  }

  private static String comparisons(Statistics statistics) {
    TextTable table =
        table(statistics, "strategies", "seeds", "mean", "from", "to", "test", "p", "significant");
    double[] adjusted = statistics.adjusted();
    for (int i = 0; i < adjusted.length; i++) {
      Comparison comparison = statistics.comparisons().get(i);
      List<String> cells = new ArrayList<>(comparison.configuration());
      cells.add(comparison.second() + " - " + comparison.first());
      addInterval(cells, comparison.difference());
      cells.add(comparison.test().shown());
      cells.add(Rounded.p(adjusted[i]));
      cells.add(statistics.isSignificant(i) ? "yes" : "no");
      table.row(cells.toArray(String[]::new));
    }
    return table.render();
  }
}
