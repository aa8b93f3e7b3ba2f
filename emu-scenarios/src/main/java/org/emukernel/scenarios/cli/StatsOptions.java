package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.scenarios.report.ResultColumns;
import org.emukernel.scenarios.report.Table;
import org.emukernel.scenarios.report.TableForm;
import org.emukernel.scenarios.stats.ResultRows;
import org.emukernel.scenarios.stats.Statistics;
import org.emukernel.scenarios.stats.StatisticsJson;
import org.emukernel.scenarios.stats.StatisticsTables;
import org.emukernel.scenarios.stats.StatisticsText;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--csv",
      paramLabel = "DIR",
      description = "Write the means and differences into files of this directory, as CSV.")
  private @Nullable Path csv;

  @Option(names = "--jsonl", paramLabel = "DIR", description = "The same as JSON Lines.")
  private @Nullable Path jsonl;

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
    for (TableFiles files : tables()) {
      files.requireWritable();
    }
  }

  /** {@return whether one is given that a sweep without statistics has no use for} */
  boolean isGiven() {
    return !metrics.isEmpty() || csv != null || jsonl != null;
  }

  private List<TableFiles> tables() {
    List<TableFiles> all = new ArrayList<>();
    Optional.ofNullable(csv).map(dir -> new TableFiles(TableForm.CSV, dir)).ifPresent(all::add);
    Optional.ofNullable(jsonl).map(dir -> new TableFiles(TableForm.JSONL, dir)).ifPresent(all::add);
    return all;
  }

  private void write(List<Table> result) throws BadInputException {
    for (TableFiles files : tables()) {
      files.write(result);
    }
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
    write(StatisticsTables.of(all));
    return form == Form.JSON
        ? StatisticsJson.of(all)
        : String.join("\n", all.stream().map(StatisticsText::of).toList());
  }
}
