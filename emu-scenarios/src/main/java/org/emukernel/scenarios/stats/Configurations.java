package org.emukernel.scenarios.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows by what they were run with: those of one configuration differ in strategy and seed only.
 *
 * @param columns the settings by which configurations differ; none that another before it implies
 * @param members of each configuration, by its values of the columns
 */
record Configurations(
    List<String> columns, Map<List<String>, List<Map<String, @Nullable Object>>> members) {

  static Configurations of(ResultRows all) {
    Map<Map<String, String>, List<Map<String, @Nullable Object>>> whole = new LinkedHashMap<>();
    all.rows()
        .forEach(
            row ->
                whole.computeIfAbsent(ResultRows.settings(row), s -> new ArrayList<>()).add(row));
    List<String> columns = telling(whole.keySet());
    Map<List<String>, List<Map<String, @Nullable Object>>> members = new LinkedHashMap<>();
    whole.forEach((settings, rows) -> members.put(values(settings, columns), rows));
    return new Configurations(columns, members);
  }

  /* Axes come first in a row, so what they imply is left out. */
  private static List<String> telling(Set<Map<String, String>> settings) {
    Set<String> all = new LinkedHashSet<>();
    settings.forEach(each -> all.addAll(each.keySet()));
    List<String> columns = new ArrayList<>();
    int told = 1;
    for (String column : all) {
      List<String> more = new ArrayList<>(columns);
      more.add(column);
      int tells = (int) settings.stream().map(each -> values(each, more)).distinct().count();
      if (tells > told) {
        columns = more;
        told = tells;
      }
    }
    return columns;
  }

  private static List<String> values(Map<String, String> settings, List<String> columns) {
    return columns.stream().map(column -> settings.getOrDefault(column, "")).toList();
  }
}
