package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.TreeMap;

/**
 * A strategy as one text: its name, or as reports call it, {@code context-work(condition=state)}.
 */
final class StrategyText {

  private StrategyText() {}

  /** {@return the block that says the same} */
  static ConfigObject block(String written, ConfigOrigin origin) {
    String text = written.strip();
    int open = text.indexOf('(');
    Map<String, ConfigValue> values = new TreeMap<>();
    boolean hasSettings = open > 0 && text.endsWith(")");
    String name = hasSettings ? text.substring(0, open) : text;
    values.put(SettingsReader.NAME, value(name, origin));
    if (hasSettings) {
      for (String setting : text.substring(open + 1, text.length() - 1).split(",")) {
        int equals = setting.indexOf('=');
        String key = equals < 0 ? setting : setting.substring(0, equals);
        values.put(
            key.strip(), value(equals < 0 ? "" : setting.substring(equals + 1).strip(), origin));
      }
    }
    return ConfigValueFactory.fromMap(values).withOrigin(origin);
  }

  private static ConfigValue value(String text, ConfigOrigin origin) {
    return ConfigValueFactory.fromAnyRef(text).withOrigin(origin);
  }
}
