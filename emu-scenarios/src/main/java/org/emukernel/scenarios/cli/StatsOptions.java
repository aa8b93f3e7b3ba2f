package org.emukernel.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.report.ResultColumns;
import org.emukernel.scenarios.stats.ResultRows;
import org.emukernel.scenarios.stats.Statistics;
import org.emukernel.scenarios.stats.StatisticsJson;
import org.emukernel.scenarios.stats.StatisticsTables;
import org.emukernel.scenarios.stats.StatisticsText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code emu stats}, which {@code emu sweep --stats} has, too. */
final class StatsOptions {

  @Option(
      names = "--metric",
      paramLabel = "COLUMN",
      split = ",",
      description = "The columns of the rows to look at; default: " + ResultColumns.IPIS + ".")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--confidence",
      paramLabel = "P",
      defaultValue = "0.95",
      description =
          "Of intervals; differences are significant at 1 - P: 0.5 to 0.9999, default 0.95.")
  private double confidence;

  @Mixin private TableOptions tables = new TableOptions();

  /** How the result is printed. */
  enum Form {
    TEXT,
    JSON
  }

  /** Says before a long sweep what would be said after it. */
  void check() throws BadInputException {
    if (!(confidence >= 0.5 && confidence <= 0.9999)) {
      throw new BadInputException("--confidence: found " + confidence + ", expected 0.5 to 0.9999");
    }
    tables.requireWritable();
  }

  /** {@return whether one is given that a sweep without statistics has no use for} */
  boolean isGiven() {
    return !metrics.isEmpty() || tables.isGiven();
  }

  /** {@return what the rows come to; written into files, too, if that is asked for} */
  String result(ResultRows rows, Form form) throws BadInputException {
    check();
    List<String> known = rows.metrics();
    List<Statistics> all = new ArrayList<>();
    for (String metric : metrics.isEmpty() ? List.of(ResultColumns.IPIS) : metrics) {
      if (!known.contains(metric) && !rows.rows().isEmpty()) {
        throw new BadInputException("--metric: " + Expected.oneOf(metric, known));
      }
      all.add(Statistics.of(rows, metric, confidence));
    }
    tables.write(() -> StatisticsTables.of(all));
    return form == Form.JSON
        ? StatisticsJson.of(all)
        : String.join("\n", all.stream().map(StatisticsText::of).toList());
  }
}
