package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Cells of a grid that are not run: those that have certain values; {@code emu.grid.except}. */
final class GridException {

  private final String place;
  private final String path;
  private final Map<String, String> values;
  private boolean isUsed;

  private GridException(String place, String path, Map<String, String> values) {
    this.place = place;
    this.path = path;
    this.values = values;
  }

  /** {@return the exceptions of a grid} */
  static List<GridException> read(Block grid, String key, List<GridAxis> axes, Problems problems) {
    TreeSet<String> known = new TreeSet<>(axes.stream().map(GridAxis::column).toList());
    known.add(WholeScenario.STRATEGY);
    List<GridException> exceptions = new ArrayList<>();
    for (ConfigValue value : grid.list(key)) {
      String place = Places.of(value.origin());
      if (!(value instanceof ConfigObject object) || object.isEmpty()) {
        problems.add(
            ConfigProblem.value(
                place, grid.path(key), Block.describe(value), "a block { AXIS = VALUE }"));
        continue;
      }
      Map<String, String> values = new TreeMap<>();
      object
          .toConfig()
          .entrySet()
          .forEach(
              entry ->
                  values.put(
                      String.join(".", ConfigUtil.splitPath(entry.getKey())),
                      Block.scalar(entry.getValue()).orElse("").strip()));
      values.keySet().stream()
          .filter(column -> !known.contains(column))
          .forEach(
              column ->
                  problems.add(
                      ConfigProblem.unknown(place, grid.path(key), "axis", column, known)));
      exceptions.add(new GridException(place, grid.path(key), values));
    }
    return exceptions;
  }

  /** {@return whether a combination of the axes' values is left out under a strategy} */
  boolean holds(Map<String, Object> combination, String strategy) {
    boolean holds =
        values.entrySet().stream()
            .allMatch(
                each ->
                    each.getKey().equals(WholeScenario.STRATEGY)
                            && !combination.containsKey(WholeScenario.STRATEGY)
                        ? each.getValue().equals(strategy)
                        : each.getValue().equals(combination.get(each.getKey())));
    isUsed |= holds;
    return holds;
  }

  /** Reports an exception that excepts nothing: a slip of the pen. */
  void requireUse(Problems problems) {
    if (!isUsed) {
      problems.add(
          ConfigProblem.value(
              place, path, "an exception for no cell", "values that the axes have"));
    }
  }
}
