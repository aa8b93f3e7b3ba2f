package org.emukernel.api.spi;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emukernel.api.cpu.CpuMask;

/**
 * A workload's or strategy's settings after they were read: each key that its {@link
 * WorkloadProvider} or {@link DeferralStrategyProvider} declares has a value of its type.
 *
 * @param name the workload or strategy
 * @param values by key, in the order of the keys; see {@link SettingType} for the types of values
 */
public record Settings(String name, Map<String, Object> values) {

  /** Sorts and copies the values. */
  public Settings {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** {@return the value of a {@link SettingType#COUNT}} */
  public long count(String key) {
    return get(key, Long.class);
  }

  /** {@return the value of a {@link SettingType#RATE}} */
  public double rate(String key) {
    return get(key, Double.class);
  }

  /** {@return the value of a {@link SettingType#DURATION}, ns} */
  public long durationNs(String key) {
    return get(key, Long.class);
  }

  /** {@return the value of a {@link SettingType#FLAG}} */
  public boolean flag(String key) {
    return get(key, Boolean.class);
  }

  /** {@return the value of a {@link SettingType#CPU_LIST}} */
  public CpuMask cpus(String key) {
    return get(key, CpuMask.class);
  }

  /** {@return the value of a {@link SettingType#TEXT}} */
  public String text(String key) {
    return get(key, String.class);
  }

  /**
   * {@return every declared setting at its default}
   *
   * @param name the workload or strategy
   */
  public static Settings defaults(String name, List<Setting> declared) {
    Map<String, Object> values = new TreeMap<>();
    declared.forEach(s -> values.put(s.key(), s.read(s.defaultValue())));
    return new Settings(name, values);
  }

  private <T> T get(String key, Class<T> type) {
    Object value = values.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          name + " declares no " + type.getSimpleName() + " \"" + key + "\"");
    }
    return type.cast(value);
  }
}
