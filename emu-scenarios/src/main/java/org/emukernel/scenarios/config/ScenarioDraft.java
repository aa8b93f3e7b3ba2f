package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scenario that a program writes instead of a person: the same keys as in HOCON, each with the
 * place that messages name. {@link ScenarioLoader#load(ScenarioDraft)} reads it.
 */
public final class ScenarioDraft {

  private final List<OverrideLayer> keys = new ArrayList<>();
  private final Map<String, List<ConfigValue>> lists = new LinkedHashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();

  /**
   * Sets a key; the last value stays.
   *
   * @param place where, for messages
   * @param key below {@code emu}, such as {@code machine.cpus}
   * @param value a text, number or truth value
   */
  public void set(String place, String key, Object value) {
    List<String> path = new ArrayList<>(List.of(Layers.ROOT));
    path.addAll(List.of(key.split("\\.")));
    keys.add(new OverrideLayer(path, ConfigValueFactory.fromAnyRef(value, place)));
  }

  /**
   * Adds a text to a list.
   *
   * @param list the list's key below {@code emu}, such as {@code faults}
   */
  public void add(String place, String list, String text) {
    add(list, ConfigValueFactory.fromAnyRef(text, place));
  }

  /**
   * Adds a block to a list.
   *
   * @param list the list's key below {@code emu}, such as {@code strategies}
   * @param name the block's key {@code name}
   * @param settings its other keys; texts, numbers or truth values
   */
  public void add(String place, String list, String name, Map<String, ?> settings) {
    Map<String, Object> block = new TreeMap<>(settings);
    block.put(SettingsReader.NAME, name);
    add(list, ConfigValueFactory.fromAnyRef(block, place));
  }

  private void add(String list, ConfigValue element) {
    lists.computeIfAbsent(list, key -> new ArrayList<>()).add(element);
  }

  /** Reports something that no key can say. */
  public void problem(String place, String found, String expected) {
    problems.add(ConfigProblem.value(place, "", found, expected));
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  Config config() {
    Config config = ConfigFactory.parseString("emu {}");
    for (OverrideLayer key : keys) {
      config = key.config().withFallback(config);
    }
    for (Map.Entry<String, List<ConfigValue>> list : lists.entrySet()) {
      ConfigValue value = ConfigValueFactory.fromIterable(list.getValue());
      config = config.withValue(Layers.ROOT + "." + list.getKey(), value);
    }
    return config;
  }
}
