package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An override in HOCON's terms.
 *
 * @param path the key's elements, beginning with {@code emu}
 * @param value what it is set to
 */
record OverrideLayer(List<String> path, ConfigValue value) {

  private static final String WORKLOADS = "workloads";

  /** Reads an override; what is wrong with it goes to the problems. */
  static Optional<OverrideLayer> read(SettingOverride override, Problems problems) {
    try {
      List<String> path = ConfigUtil.splitPath(override.fullKey());
      return Optional.of(new OverrideLayer(path, parse(override)));
    } catch (ConfigException e) {
      problems.add(
          ConfigProblem.value(
              Quoted.line(override.place()),
              "",
              "the key " + Quoted.text(override.key()),
              "a key such as machine.cpus"));
      return Optional.empty();
    }
  }

  /* Blocks, lists and quoted texts are HOCON; anything else is one text, so that a cpulist needs no
   * quotation marks. Numbers and flags are read from texts as HOCON does. */
  private static ConfigValue parse(SettingOverride override) {
    String text = override.value().strip();
    String place = override.place();
    if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
      ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(place);
      try {
        return ConfigFactory.parseString("value = " + text, options).resolve().getValue("value");
      } catch (ConfigException e) {
        return text(text, place);
      }
    }
    return text(text, place);
  }

  private static ConfigValue text(String text, String place) {
    return ConfigValueFactory.fromAnyRef(text).withOrigin(ConfigOriginFactory.newSimple(place));
  }

  /** {@return whether it reaches into the list of workloads: {@code emu.workloads.NAME.KEY}} */
  boolean concernsOneWorkload() {
    return path.size() == 4 && path.get(1).equals(WORKLOADS);
  }

  /** {@return the override as a configuration of its own} */
  Config config() {
    // Not ConfigValue.atPath(): the blocks around the value would forget which option made them.
    ConfigValue block = value;
    for (int i = path.size() - 1; i >= 0; i--) {
      block = ConfigValueFactory.fromMap(Map.of(path.get(i), block)).withOrigin(value.origin());
    }
    return ((ConfigObject) block).toConfig();
  }
}
