package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Reads {@code emu.grid}: every combination of its axes, each as a scenario of its own. */
final class GridReader {

  static final String KEY = "grid";
  static final String SCENARIO = "scenario";
  static final String SEEDS = "seeds";
  private static final String EXCEPT = "except";
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private final Catalogue catalogue;
  private final Problems problems;
  private final ScenarioReader scenarios;
  /* Where a run was first asked for, by its text. */
  private final Map<String, String> titles = new HashMap<>();

  GridReader(Catalogue catalogue, Problems problems) {
    this.catalogue = catalogue;
    this.problems = problems;
    this.scenarios = new ScenarioReader(catalogue, problems);
  }

  /** {@return the grid; what is wrong in any of its cells goes to the problems} */
  Optional<GridSettings> read(Layers layers, String name) {
    Block emu = new Block(layers.merged(), Layers.ROOT, problems);
    Optional<Block> block = emu.block(KEY);
    if (block.isEmpty()) {
      return Optional.empty();
    }
    Block grid = block.get();
    grid.onlyKeys(List.of(SCENARIO, SEEDS, GridAxisReader.KEY, EXCEPT));
    List<GridAxis> axes = new GridAxisReader(problems).read(grid);
    List<Long> seeds = seeds(grid);
    requireOneOfSeeds(layers, seeds);
    List<GridException> exceptions = GridException.read(grid, EXCEPT, axes, problems);
    long size = Math.max(1, seeds.size());
    for (GridAxis axis : axes) {
      size = Math.min(Integer.MAX_VALUE, size * axis.values().size());
    }
    if (size > GridSettings.MAX_CELLS) {
      grid.problem(GridAxisReader.KEY, size + " cells", "at most " + GridSettings.MAX_CELLS);
    }
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    List<GridCell> cells = new ArrayList<>();
    Combination all = new Combination(layers, new LinkedHashMap<>());
    for (Combination combination : combinations(all, axes)) {
      cells.addAll(cells(grid, combination, exceptions, seeds, name));
    }
    exceptions.forEach(exception -> exception.requireUse(problems));
    String shown = emu.text(SCENARIO).filter(text -> !text.isBlank()).orElse(name);
    return Optional.of(
        new GridSettings(shown, axes.stream().map(GridAxis::column).toList(), cells));
  }

  /**
   * A value for each axis.
   *
   * @param values as the table shows them, by column
   */
  private record Combination(Layers layers, Map<String, Object> values) {

    Combination with(String column, GridAxis.Value value) {
      Map<String, Object> more = new LinkedHashMap<>(values);
      more.put(column, value.shown());
      return new Combination(layers.with(value.set()), more);
    }

    String title() {
      StringBuilder title = new StringBuilder();
      values.forEach((key, value) -> title.append(key).append('=').append(value).append(' '));
      return title.toString();
    }
  }

  private static List<Combination> combinations(Combination all, List<GridAxis> axes) {
    List<Combination> combinations = List.of(all);
    for (GridAxis axis : axes) {
      combinations =
          combinations.stream()
              .flatMap(c -> axis.values().stream().map(value -> c.with(axis.column(), value)))
              .toList();
    }
    return combinations;
  }

  private List<Long> seeds(Block grid) {
    List<Long> seeds = new ArrayList<>();
    for (ConfigValue value : grid.list(SEEDS)) {
      Optional<String> text = Block.scalar(value).map(String::strip);
      try {
        seeds.addAll(seeds(text.orElse("")));
      } catch (NumberFormatException e) {
        problems.add(
            ConfigProblem.value(
                Places.of(value.origin()),
                grid.path(SEEDS),
                Block.describe(value),
                "whole numbers and ranges of at most "
                    + GridSettings.MAX_CELLS
                    + ", such as [7, 1-10]"));
      }
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      grid.problem(SEEDS, "a seed twice", "each once");
    }
    return seeds;
  }

  /* --seed would change nothing. */
  private void requireOneOfSeeds(Layers layers, List<Long> seeds) {
    List<Config> overrides =
        layers.resolved().subList(0, Math.max(0, layers.resolved().size() - 2));
    for (Config override : overrides) {
      if (!seeds.isEmpty() && override.hasPath(WholeScenario.SEED)) {
        problems.add(
            ConfigProblem.value(
                Places.of(override.getValue(WholeScenario.SEED).origin()),
                Layers.ROOT + "." + WholeScenario.SEED,
                "a seed beside those of the grid",
                "emu.grid.seeds to be set"));
      }
    }
  }

  private static List<Long> seeds(String text) {
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      return List.of(Long.parseLong(text));
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    if (last < first || last - first >= GridSettings.MAX_CELLS) {
      throw new NumberFormatException(text);
    }
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  /* Strategies are read one by one, so that one may be left out where the machine rules it out. */
  private List<GridCell> cells(
      Block grid,
      Combination combination,
      List<GridException> exceptions,
      List<Long> seeds,
      String name) {
    List<GridCell> cells = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Layers layers : eachStrategy(combination, exceptions)) {
      Optional<ScenarioSettings> settings = scenarios.readOne(layers, name);
      for (SweepPoint point : settings.map(ScenarioSettings::points).orElse(List.of())) {
        for (StrategySettings strategy : point.settings().strategies()) {
          List<Long> all = seeds.isEmpty() ? List.of(point.settings().seed()) : seeds;
          for (long seed : all) {
            GridCell cell = cell(combination, point, strategy, seed);
            if (seen.add(cell.text())) {
              requireNew(grid, cell);
              cells.add(cell);
            }
          }
        }
      }
    }
    return cells;
  }

  private void requireNew(Block grid, GridCell cell) {
    String first = titles.putIfAbsent(cell.text(), cell.title());
    if (first != null) {
      grid.problem(
          GridAxisReader.KEY,
          "the same run twice: " + Quoted.text(first) + " and " + Quoted.text(cell.title()),
          "each once");
    }
  }

  private static List<Layers> eachStrategy(
      Combination combination, List<GridException> exceptions) {
    Layers layers = combination.layers();
    List<ConfigValue> written = StrategyReader.written(layers.resolved());
    if (written.isEmpty()) {
      return List.of(layers);
    }
    List<Layers> each = new ArrayList<>();
    for (ConfigValue strategy : written) {
      boolean isLeftOut = false;
      for (GridException exception : exceptions) {
        isLeftOut |= exception.holds(combination.values(), StrategyReader.shown(strategy));
      }
      if (!isLeftOut) {
        ConfigValue one = ConfigValueFactory.fromIterable(List.of(strategy));
        each.add(layers.under(one.atKey(StrategyReader.MANY)));
      }
    }
    return each;
  }

  private GridCell cell(
      Combination combination, SweepPoint point, StrategySettings strategy, long seed) {
    ScenarioSettings settings = point.settings().with(strategy, seed);
    WholeScenario whole = WholeScenario.of(catalogue, settings);
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put(SCENARIO, settings.scenario());
    if (!point.name().isEmpty()) {
      columns.put("point", point.name());
    }
    combination
        .values()
        .forEach((key, shown) -> columns.put(key, whole.keys().getOrDefault(key, shown)));
    String title = combination.title() + (point.name().isEmpty() ? "" : point.name() + " ");
    whole.keys().forEach(columns::putIfAbsent);
    return new GridCell(title + strategy.label() + " seed " + seed, whole.text(), columns);
  }
}
