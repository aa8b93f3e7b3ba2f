package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emukernel.api.spi.WorkloadSetting;
import org.emukernel.api.spi.WorkloadSettings;

/** Reads the keys beside {@code name} by what a workload or strategy declares. */
final class SettingsReader {

  static final String NAME = "name";

  private SettingsReader() {}

  static WorkloadSettings read(
      Block block, ConfigObject object, String name, List<WorkloadSetting> declared) {
    block.onlyKeys(
        Stream.concat(Stream.of(NAME), declared.stream().map(WorkloadSetting::key)).toList());
    Map<String, Object> values = new TreeMap<>();
    for (WorkloadSetting setting : declared) {
      Object value = setting.read(setting.defaultValue());
      if (object.containsKey(setting.key())) {
        value = block.setting(setting).orElse(value);
      }
      values.put(setting.key(), value);
    }
    return new WorkloadSettings(name, values);
  }
}
