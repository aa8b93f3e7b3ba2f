package org.emukernel.api.spi;

import java.util.List;

/**
 * One key of a workload or a strategy.
 *
 * @param key lower-case kebab, with the unit of a rate in the name: {@code loads-per-hour}
 * @param type how its value is written
 * @param choices the only values that it may have; empty if every value of the type will do
 * @param defaultValue the value as a scenario would write it; valid for the type
 * @param description one line, with the source of the default
 */
public record Setting(
    String key, SettingType type, List<String> choices, String defaultValue, String description) {

  /** Refuses a default that the setting itself would not read. */
  public Setting {
    choices = List.copyOf(choices);
    read(type, choices, defaultValue);
  }

  /** A setting that takes every value of its type. */
  public Setting(String key, SettingType type, String defaultValue, String description) {
    this(key, type, List.of(), defaultValue, description);
  }

  /**
   * {@return a setting with a fixed set of values, read as a {@link String}}
   *
   * @param choices the values, the default first
   */
  public static Setting choice(String key, List<String> choices, String description) {
    return new Setting(key, SettingType.TEXT, choices, choices.get(0), description);
  }

  /** {@return what a value looks like, for messages} */
  public String expected() {
    return choices.isEmpty() ? type.expected() : "one of " + String.join(", ", choices);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if the text is no such value; the message says what was
   *     expected
   */
  public Object read(String text) {
    return read(type, choices, text);
  }

  private static Object read(SettingType type, List<String> choices, String text) {
    Object value = type.read(text);
    if (!choices.isEmpty() && !choices.contains(text.strip())) {
      throw new IllegalArgumentException(
          "found \"" + text + "\", expected one of " + String.join(", ", choices));
    }
    return value instanceof String ? text.strip() : value;
  }
}
