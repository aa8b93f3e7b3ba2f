package org.emukernel.scenarios.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A table of a result, to be read by programs: a name for its file, columns, and rows whose values
 * are numbers, texts, truth values, or {@link #NONE}.
 */
public final class Table {

  /** Where a row has no value. */
  public static final Object NONE =
      new Object() {
        @Override
        public String toString() {
          return "";
        }
      };

  private final String name;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  /**
   * Makes a table without rows.
   *
   * @param name lower case, words joined by {@code -}
   * @param columns lower case, words joined by {@code _}, as in {@code --json}
   */
  public Table(String name, String... columns) {
    this.name = name;
    this.columns = List.of(columns);
  }

  /** Adds a row of as many values as there are columns. */
  public void row(Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          "%d values in a table of %d columns".formatted(values.length, columns.size()));
    }
    rows.add(List.of(values));
  }

  /** {@return what its file is called, without the ending} */
  public String name() {
    return name;
  }

  /** {@return the names of the columns} */
  public List<String> columns() {
    return columns;
  }

  /** {@return the rows, in the order in which they were added} */
  public List<List<Object>> rows() {
    return Collections.unmodifiableList(rows);
  }
}
