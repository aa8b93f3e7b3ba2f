package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;

/** Reads the keys beside {@code name} by what a workload or strategy declares. */
final class SettingsReader {

  static final String NAME = "name";

  private SettingsReader() {}

  static Settings read(Block block, ConfigObject object, String name, List<Setting> declared) {
    block.onlyKeys(Stream.concat(Stream.of(NAME), declared.stream().map(Setting::key)).toList());
    Map<String, Object> values = new TreeMap<>();
    for (Setting setting : declared) {
      Object value = setting.read(setting.defaultValue());
      if (object.containsKey(setting.key())) {
        value = block.setting(setting).orElse(value);
      }
      values.put(setting.key(), value);
    }
    return new Settings(name, values);
  }
}
