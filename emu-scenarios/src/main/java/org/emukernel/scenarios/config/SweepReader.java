package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Reads {@code emu.sweep}: the same scenario several times, each time with some keys set. */
final class SweepReader {

  private static final String KEY = "sweep";
  private static final String PATH = Layers.ROOT + "." + KEY;
  private static final String NAME = "name";
  private static final String SET = "set";

  /** What may differ from point to point; the rest stands once in the report's headline. */
  private static final Set<String> SETTABLE =
      Set.of("machine", "kernel", "strategy", "strategies", WorkloadReader.KEY, "published");

  private final Problems problems;
  private final BiFunction<Layers, String, Optional<ScenarioSettings>> scenarios;

  /**
   * Makes a reader.
   *
   * @param scenarios reads one point from its layers and the scenario's name
   */
  SweepReader(Problems problems, BiFunction<Layers, String, Optional<ScenarioSettings>> scenarios) {
    this.problems = problems;
    this.scenarios = scenarios;
  }

  /** {@return the points in order} */
  List<SweepPoint> read(Block emu, Layers layers, ScenarioSettings base) {
    List<SweepPoint> points = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (ConfigValue value : emu.list(KEY)) {
      if (!(value instanceof ConfigObject object)) {
        problem(value, Block.describe(value), "a block { name = ..., set { ... } }");
        continue;
      }
      Optional<SweepPoint> point = point(new Block(object, PATH, problems), layers, base);
      point.ifPresent(points::add);
      point
          .map(SweepPoint::name)
          .filter(name -> !names.add(name))
          .ifPresent(name -> problem(value, Quoted.text(name) + " twice", "each once"));
    }
    return points;
  }

  private void problem(ConfigValue value, String found, String expected) {
    problems.add(ConfigProblem.value(Places.of(value.origin()), PATH, found, expected));
  }

  private Optional<SweepPoint> point(Block point, Layers layers, ScenarioSettings base) {
    point.onlyKeys(List.of(NAME, SET));
    Optional<String> name = point.text(NAME);
    Optional<ConfigValue> set = point.value(SET);
    if (name.isEmpty() || set.isEmpty()) {
      return Optional.empty();
    }
    if (!(set.get() instanceof ConfigObject object)) {
      point.problem(SET, Block.describe(set.get()), "a block { ... }");
      return Optional.empty();
    }
    new Block(object, point.path(SET), problems).onlyKeys(SETTABLE);
    return scenarios
        .apply(layers.with(object), base.scenario())
        .filter(settings -> sameCpus(point, settings.machine(), base.machine()))
        .map(settings -> new SweepPoint(name.get(), settings));
  }

  /* The report names the CPUs once, for all points. */
  private static boolean sameCpus(Block point, MachineSettings here, MachineSettings base) {
    boolean same = here.cpus() == base.cpus() && here.isolated().equals(base.isolated());
    if (!same) {
      point.problem(SET, "other CPUs", "the same machine.cpus and machine.isolated at each point");
    }
    return same;
  }
}
