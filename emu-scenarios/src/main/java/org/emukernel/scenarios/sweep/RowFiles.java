package org.emukernel.scenarios.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.emukernel.scenarios.report.AtomicFile;
import org.emukernel.scenarios.report.JsonText;
import org.emukernel.scenarios.report.JsonValues;
import org.emukernel.scenarios.report.ResultColumns;
import org.emukernel.scenarios.report.Table;
import org.emukernel.scenarios.report.TableForm;
import org.jspecify.annotations.Nullable;

/**
 * The table of results: a row for each cell, in the grid's order, with all of its settings.
 *
 * @param rows each row's values by column
 */
record RowFiles(List<Map<String, @Nullable Object>> rows) {

  /** Why a cell has no result. */
  static final String ERROR = "error";

  /** The version of the emulator. */
  static final String EMU = "emu";

  RowFiles {
    rows = List.copyOf(rows);
  }

  /**
   * {@return a row}
   *
   * @param result of the cell, by column; empty if it has none
   * @param error why it has none; empty if it has one
   */
  static Map<String, @Nullable Object> row(
      Map<String, Object> settings,
      Map<String, @Nullable Object> result,
      String error,
      String version) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>(settings);
    ResultColumns.NAMES.forEach(column -> row.put(column, result.get(column)));
    row.put(ERROR, error.isEmpty() ? null : error);
    row.put(EMU, version);
    new TreeSet<>(result.keySet()).forEach(column -> row.putIfAbsent(column, result.get(column)));
    return row;
  }

  /** Writes one JSON object a line. */
  void writeJsonLines(Path file) throws IOException {
    StringBuilder out = new StringBuilder();
    rows.forEach(
        row -> out.append(JsonText.line(json -> JsonValues.write(json, row))).append('\n'));
    AtomicFile.write(file, out.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes comma-separated values with a headline. What a row lacks is empty. */
  void writeCsv(Path file) throws IOException {
    List<String> columns = columns();
    Table table = new Table("rows", columns.toArray(String[]::new));
    for (Map<String, @Nullable Object> row : rows) {
      table.row(columns.stream().map(column -> cell(row.get(column))).toArray());
    }
    AtomicFile.write(file, TableForm.CSV.text(table).getBytes(StandardCharsets.UTF_8));
  }

  /* Those before the results, the results, those behind: rows may differ in workloads and in what these measure. */
  private List<String> columns() {
    Set<String> before = new LinkedHashSet<>();
    Set<String> behind = new TreeSet<>();
    for (Map<String, @Nullable Object> row : rows) {
      List<String> columns = new ArrayList<>(row.keySet());
      int first = columns.indexOf(ResultColumns.IPIS);
      before.addAll(columns.subList(0, first));
      behind.addAll(columns.subList(first + ResultColumns.NAMES.size() + 2, columns.size()));
    }
    List<String> all = new ArrayList<>(before);
    all.addAll(ResultColumns.NAMES);
    all.add(ERROR);
    all.add(EMU);
    all.addAll(behind);
    return all;
  }

  private static Object cell(@Nullable Object value) {
    if (value instanceof Map<?, ?> counts) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      counts.forEach((key, count) -> copy.put(String.valueOf(key), count));
      return JsonText.line(json -> JsonValues.write(json, copy));
    }
    return value == null ? Table.NONE : value;
  }
}
