package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code emu.grid.axes}. */
final class GridAxisReader {

  static final String KEY = "axes";
  private static final String PATH = Layers.ROOT + ".grid." + KEY;
  private static final String AXIS_KEY = "key";
  private static final String VALUES = "values";
  private static final String NAME = "name";
  private static final String POINTS = "points";
  private static final String SET = "set";

  private static final String EXPECTED_KEY = "a key that runs depend on, such as machine.cpus";

  /** What no run depends on, or what the grid says elsewhere. */
  private static final Set<String> NO_AXES =
      Set.of("grid", "sweep", "verify", "schedule", "notes", "published", "scenario");

  private final Problems problems;

  GridAxisReader(Problems problems) {
    this.problems = problems;
  }

  List<GridAxis> read(Block grid) {
    List<GridAxis> axes = new ArrayList<>();
    Set<String> columns = new TreeSet<>();
    for (ConfigValue value : grid.list(KEY)) {
      if (!(value instanceof ConfigObject object)) {
        problem(value, Block.describe(value), "a block { key = ..., values = [...] }");
        continue;
      }
      Optional<GridAxis> axis = axis(object);
      axis.ifPresent(axes::add);
      axis.map(GridAxis::column)
          .filter(column -> !columns.add(column))
          .ifPresent(column -> problem(value, Quoted.text(column) + " twice", "each once"));
    }
    return axes;
  }

  private void problem(ConfigValue value, String found, String expected) {
    problems.add(ConfigProblem.value(Places.of(value.origin()), PATH, found, expected));
  }

  private Optional<GridAxis> axis(ConfigObject object) {
    Block axis = new Block(object, PATH, problems);
    boolean hasPoints = object.containsKey(POINTS) || object.containsKey(NAME);
    axis.onlyKeys(hasPoints ? List.of(NAME, POINTS) : List.of(AXIS_KEY, VALUES));
    return hasPoints ? points(axis) : values(axis);
  }

  private Optional<GridAxis> values(Block axis) {
    Optional<String> key = axis.text(AXIS_KEY, "a key such as machine.cpus");
    Optional<ConfigList> values = list(axis, VALUES);
    if (key.isEmpty() || values.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<String>> path = path(axis, key.get());
    return path.map(
        elements -> {
          List<GridAxis.Value> all =
              values.get().stream()
                  .map(value -> new GridAxis.Value(shown(value), set(elements, value)))
                  .toList();
          return new GridAxis(String.join(".", elements.subList(1, elements.size())), all);
        });
  }

  private Optional<ConfigList> list(Block axis, String key) {
    Optional<ConfigValue> value = axis.value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof ConfigList list && !list.isEmpty()) {
      return Optional.of(list);
    }
    boolean empty = value.get() instanceof ConfigList;
    axis.problem(key, empty ? "nothing" : Block.describe(value.get()), "a list [ ... ]");
    return Optional.empty();
  }

  /* With the prefix emu, whether written or not. */
  private static Optional<List<String>> path(Block axis, String key) {
    try {
      String full = new SettingOverride("", key, "").fullKey();
      List<String> path = ConfigUtil.splitPath(full);
      if (path.size() > 1 && !NO_AXES.contains(path.get(1))) {
        return Optional.of(path);
      }
    } catch (ConfigException e) {
      // Reported below.
    }
    axis.problem(AXIS_KEY, Quoted.text(key), EXPECTED_KEY);
    return Optional.empty();
  }

  private static ConfigObject set(List<String> path, ConfigValue value) {
    return new OverrideLayer(path, value).config().getObject(Layers.ROOT);
  }

  private static String shown(ConfigValue value) {
    return Block.scalar(value).orElseGet(() -> value.render(ConfigRenderOptions.concise()));
  }

  private Optional<GridAxis> points(Block axis) {
    Optional<String> column = axis.text(NAME);
    Optional<ConfigList> points = list(axis, POINTS);
    List<GridAxis.Value> values = new ArrayList<>();
    for (ConfigValue value : points.stream().flatMap(List::stream).toList()) {
      if (value instanceof ConfigObject object) {
        point(new Block(object, axis.path(POINTS), problems)).ifPresent(values::add);
      } else {
        axis.problem(POINTS, Block.describe(value), "blocks { name = ..., set { ... } }");
      }
    }
    return column.filter(name -> points.isPresent()).map(name -> new GridAxis(name, values));
  }

  private static Optional<GridAxis.Value> point(Block point) {
    point.onlyKeys(List.of(NAME, SET));
    Optional<String> name = point.text(NAME);
    Optional<ConfigValue> set = point.value(SET);
    if (set.isPresent() && !(set.get() instanceof ConfigObject)) {
      point.problem(SET, Block.describe(set.get()), "a block { ... }");
      return Optional.empty();
    }
    set.ifPresent(
        value ->
            ((ConfigObject) value)
                .keySet().stream()
                    .filter(NO_AXES::contains)
                    .sorted()
                    .forEach(key -> point.problem(SET, Quoted.text(key), EXPECTED_KEY)));
    return name.flatMap(shown -> set.map(value -> new GridAxis.Value(shown, (ConfigObject) value)));
  }
}
