package org.emukernel.scenarios.config;

/**
 * One key of a scenario that the command line sets.
 *
 * @param place how messages name it: {@code --set cpus=4}
 * @param key the key, with or without the prefix {@code emu.}
 * @param value HOCON, or a bare text such as a cpulist or a list with commas
 */
public record SettingOverride(String place, String key, String value) {

  private static final String ROOT = "emu";

  /** {@return the override that an option gives} */
  public static SettingOverride option(String option, String key, String value) {
    return new SettingOverride(option + " " + value, key, value);
  }

  /** {@return the key with its prefix} */
  String fullKey() {
    return key.equals(ROOT) || key.startsWith(ROOT + ".") ? key : ROOT + "." + key;
  }
}
