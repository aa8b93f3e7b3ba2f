package org.emukernel.entry.defer;

import java.util.Map;
import java.util.TreeSet;

/** Checks what HOCON says beside a strategy's name. */
final class Settings {

  private Settings() {}

  static void requireNone(String strategy, Map<String, String> settings) {
    if (!settings.isEmpty()) {
      throw new IllegalArgumentException(
          "strategy '%s' has no settings, but got %s"
              .formatted(strategy, String.join(", ", new TreeSet<>(settings.keySet()))));
    }
  }
}
