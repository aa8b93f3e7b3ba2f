package org.emukernel.scenarios.stats;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.scenarios.report.JsonValues;
import org.emukernel.scenarios.report.ResultColumns;
import org.jspecify.annotations.Nullable;

/**
 * The rows that {@code emu sweep} wrote.
 *
 * @param rows each row's values by column
 */
public record ResultRows(List<Map<String, @Nullable Object>> rows) {

  static final String STRATEGY = "strategy";
  static final String SEED = "seed";

  /** Copies the list. */
  public ResultRows {
    rows = List.copyOf(rows);
  }

  /**
   * Reads {@code rows.jsonl}.
   *
   * @param file the file, or the directory that it is in
   * @throws IOException if it cannot be read, or is no such file; then the message names the line
   */
  public static ResultRows read(Path file) throws IOException {
    Path lines = Files.isDirectory(file) ? file.resolve("rows.jsonl") : file;
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(lines)) {
      String line = reader.readLine();
      while (line != null) {
        rows.add(row(lines, rows.size() + 1, line));
        line = reader.readLine();
      }
    } catch (CharacterCodingException e) {
      throw bad(lines, rows.size() + 1, "found no text in UTF-8", e);
    }
    return new ResultRows(rows);
  }

  private static Map<String, @Nullable Object> row(Path file, int number, String line)
      throws IOException {
    Map<String, @Nullable Object> row;
    try {
      row = JsonValues.read(line);
    } catch (IOException e) {
      throw bad(file, number, String.valueOf(e.getMessage()), e);
    }
    for (String needed : List.of(STRATEGY, SEED, ResultColumns.IPIS)) {
      if (!row.containsKey(needed)) {
        throw bad(file, number, "found no \"" + needed + "\"", null);
      }
    }
    return row;
  }

  private static IOException bad(Path file, int line, String found, @Nullable Throwable cause) {
    String message = found.contains(", expected") ? found : found + ", expected a row of emu sweep";
    return new IOException(file + ":" + line + ": " + message, cause);
  }

  /** {@return the columns of results that hold numbers, in the rows' order} */
  public List<String> metrics() {
    Set<String> metrics = new LinkedHashSet<>();
    for (Map<String, @Nullable Object> row : rows) {
      boolean isResult = false;
      for (Map.Entry<String, @Nullable Object> entry : row.entrySet()) {
        isResult |= entry.getKey().equals(ResultColumns.IPIS);
        if (isResult && entry.getValue() instanceof Number) {
          metrics.add(entry.getKey());
        }
      }
    }
    return List.copyOf(metrics);
  }

  /* 5000, not 5000.0: whole numbers among them are read more easily. */
  private static String shown(@Nullable Object value) {
    return value instanceof Number number
        ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
        : String.valueOf(value);
  }

  /** {@return what a row was run with, but for strategy and seed} */
  static Map<String, String> settings(Map<String, @Nullable Object> row) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> entry : row.entrySet()) {
      if (entry.getKey().equals(ResultColumns.IPIS)) {
        break;
      }
      if (!entry.getKey().equals(STRATEGY) && !entry.getKey().equals(SEED)) {
        settings.put(entry.getKey(), shown(entry.getValue()));
      }
    }
    return settings;
  }
}
