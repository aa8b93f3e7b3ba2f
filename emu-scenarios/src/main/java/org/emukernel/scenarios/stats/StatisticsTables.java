package org.emukernel.scenarios.stats;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.emukernel.scenarios.report.Table;

/** Statistics as tables for programs. */
public final class StatisticsTables {

  private StatisticsTables() {}

  /** {@return the means, and the differences of strategies} */
  public static List<Table> of(List<Statistics> all) {
    Set<String> settings = new LinkedHashSet<>();
    all.forEach(statistics -> settings.addAll(statistics.columns()));
    Table means = table("means", settings, "strategy", "seeds", "mean", "from", "to");
    Table differences =
        table(
            "differences",
            settings,
            "strategy",
            "less",
            "seeds",
            "mean",
            "from",
            "to",
            "test",
            "p",
            "p_adjusted",
            "significant");
    all.forEach(statistics -> addMeans(statistics, means));
    all.forEach(statistics -> addDifferences(statistics, differences));
    return List.of(means, differences);
  }

  private static Table table(String name, Set<String> settings, String... more) {
    List<String> columns = new ArrayList<>(List.of("metric"));
    columns.addAll(settings);
    columns.addAll(List.of(more));
    return new Table(name, columns.toArray(String[]::new));
  }

  /* All statistics of one set of rows have the same configurations. */
  private static List<Object> start(Statistics statistics, List<String> configuration) {
    List<Object> cells = new ArrayList<>(List.of(statistics.metric()));
    cells.addAll(configuration);
    return cells;
  }

  private static void addMeans(Statistics statistics, Table table) {
    for (Statistics.StrategyMean mean : statistics.means()) {
      List<Object> cells = start(statistics, mean.configuration());
      cells.add(mean.strategy());
      addInterval(cells, mean.interval());
      table.row(cells.toArray());
    }
  }

  private static void addInterval(List<Object> cells, Interval interval) {
    cells.add(interval.count());
    cells.add(Rounded.digits(interval.mean()));
    cells.add(interval.isKnown() ? Rounded.digits(interval.low()) : Table.NONE);
    cells.add(interval.isKnown() ? Rounded.digits(interval.high()) : Table.NONE);
  }

  private static void addDifferences(Statistics statistics, Table table) {
    double[] adjusted = statistics.adjusted();
    for (int i = 0; i < adjusted.length; i++) {
      Comparison comparison = statistics.comparisons().get(i);
      List<Object> cells = start(statistics, comparison.configuration());
      cells.add(comparison.second());
      cells.add(comparison.first());
      addInterval(cells, comparison.difference());
      cells.add(comparison.test().name().toLowerCase(Locale.ROOT));
      cells.add(Rounded.digits(comparison.p()));
      cells.add(Rounded.digits(adjusted[i]));
      cells.add(statistics.isSignificant(i));
      table.row(cells.toArray());
    }
  }
}
