package org.emukernel.scenarios.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;

/**
 * One strategy of a scenario.
 *
 * @param name the provider's name
 * @param label how reports call it: the name, and in parentheses the settings that are not at their
 *     defaults, such as {@code coalesce-tlbi(flush=cr4-pge)}
 * @param settings its settings, each with a value
 */
public record StrategySettings(String name, String label, Settings settings) {

  /** {@return a provider's strategy with these settings} */
  static StrategySettings of(DeferralStrategyProvider provider, Settings settings) {
    Settings defaults = defaultsOf(provider);
    Map<String, String> changed = new TreeMap<>();
    settings
        .values()
        .forEach(
            (key, value) -> {
              if (!value.equals(defaults.values().get(key))) {
                changed.put(key, String.valueOf(value));
              }
            });
    return new StrategySettings(provider.name(), label(provider.name(), changed), settings);
  }

  /** {@return a provider's strategy with every setting at its default} */
  public static StrategySettings defaults(DeferralStrategyProvider provider) {
    return new StrategySettings(provider.name(), provider.name(), defaultsOf(provider));
  }

  private static Settings defaultsOf(DeferralStrategyProvider provider) {
    List<Setting> declared = provider.settings();
    return Settings.defaults(provider.name(), declared);
  }

  private static String label(String name, Map<String, String> changed) {
    if (changed.isEmpty()) {
      return name;
    }
    List<String> parts =
        changed.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return name + "(" + String.join(",", parts) + ")";
  }
}
