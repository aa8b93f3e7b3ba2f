package org.emukernel.api.spi;

/**
 * One key of a workload.
 *
 * @param key lower-case kebab, with the unit of a rate in the name: {@code loads-per-hour}
 * @param type how its value is written
 * @param defaultValue the value as a scenario would write it; valid for the type
 * @param description one line, with the source of the default
 */
public record WorkloadSetting(
    String key, SettingType type, String defaultValue, String description) {

  /** Refuses a default that the type does not read. */
  public WorkloadSetting {
    type.read(defaultValue);
  }
}
