package org.emukernel.scenarios.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One strategy of a scenario.
 *
 * @param name the provider's name
 * @param settings the keys beside {@code name}, in their order
 */
public record StrategySettings(String name, Map<String, String> settings) {

  /** Sorts and copies the settings. */
  public StrategySettings {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }
}
