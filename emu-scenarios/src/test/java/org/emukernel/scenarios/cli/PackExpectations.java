package org.emukernel.scenarios.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.emukernel.api.spi.ScenarioPack;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.StrategyResult;

/**
 * What a pack should come to: {@code packs/NAME.expected.conf} beside {@code packs/NAME.conf}.
 *
 * @param file the file's name, for messages
 * @param config the file
 */
record PackExpectations(String file, Config config) {

  private static final Set<String> ROOT_KEYS = Set.of("override", "expected");
  private static final String STRATEGY = "strategy";
  private static final String VIOLATIONS = "violations";
  private static final String CALLBACKS = "callbacks";
  private static final String CAUSES = "causes";
  private static final String IPIS = "ipis-to-isolated-user";
  private static final String DEFERRED = "deferred";
  private static final String CAUGHT_UP = "caught-up";
  private static final String ENTRIES = "kernel-entries";
  private static final String MEANS = "means";
  private static final Set<String> KEYS =
      Set.of(STRATEGY, VIOLATIONS, CALLBACKS, CAUSES, IPIS, DEFERRED, CAUGHT_UP, ENTRIES, MEANS);

  PackExpectations {
    requireKnown(config, ROOT_KEYS, file);
  }

  /** {@return the expectations beside a pack's scenario; nothing if it has none} */
  static Optional<PackExpectations> of(ScenarioPack pack) {
    String file = pack.resource().replaceFirst("\\.conf$", ".expected.conf");
    ClassLoader loader = pack.getClass().getClassLoader();
    if (loader.getResource(file) == null) {
      return Optional.empty();
    }
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setAllowMissing(false).setClassLoader(loader);
    return Optional.of(
        new PackExpectations(file, ConfigFactory.parseResources(file, options).resolve()));
  }

  private static void requireKnown(Config config, Set<String> known, String where) {
    for (String key : config.root().keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            where + ": unknown key \"" + key + "\", known are " + new TreeSet<>(known));
      }
    }
  }

  /** {@return the runs: each a strategy's name, or any name if the block says its strategy} */
  List<String> runs() {
    return config.getConfig("expected").root().keySet().stream().sorted().toList();
  }

  /** {@return what the scenario needs for a run beyond the pack itself} */
  List<SettingOverride> overrides(String run) {
    List<SettingOverride> overrides = new ArrayList<>();
    if (config.hasPath("override")) {
      for (Map.Entry<String, ConfigValue> entry : config.getConfig("override").entrySet()) {
        overrides.add(new SettingOverride(file, entry.getKey(), render(entry.getValue())));
      }
    }
    Config block = block(run);
    String strategy = block.hasPath(STRATEGY) ? render(block.getValue(STRATEGY)) : run;
    overrides.add(new SettingOverride(file, "strategies", "[" + strategy + "]"));
    return overrides;
  }

  private static String render(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }

  private Config block(String run) {
    Config block = config.getConfig("expected").getConfig(ConfigUtil.quoteString(run));
    requireKnown(block, KEYS, file + ": expected." + run);
    return block;
  }

  /** {@return what is not as expected; one line each} */
  List<String> differences(String run, StrategyResult result) {
    Config block = block(run);
    List<String> lines = new ArrayList<>();
    range(block, IPIS, result.ipisToIsolatedUser(), lines);
    range(block, DEFERRED, result.deferred(), lines);
    if (block.hasPath(CAUGHT_UP)) {
      range(block, CAUGHT_UP, result.caughtUp(), lines);
    }
    if (block.hasPath(ENTRIES)) {
      range(block, ENTRIES, result.kernelEntries(), lines);
    }
    counts(block, CALLBACKS, result.byCallback(), lines);
    counts(block, CAUSES, result.byCause(), lines);
    counts(block, MEANS, means(result), lines);
    violations(block, result.violations(), lines);
    return lines;
  }

  private static Map<String, Long> means(StrategyResult result) {
    return result.means().stream()
        .collect(Collectors.toMap(mean -> mean.mean().name(), mean -> mean.value().longValue()));
  }

  /* A key stands for every count whose name contains it. */
  private static void counts(
      Config block, String key, Map<String, Long> counts, List<String> lines) {
    if (!block.hasPath(key)) {
      return;
    }
    Config wanted = block.getConfig(key);
    for (String part : wanted.root().keySet()) {
      long found =
          counts.entrySet().stream()
              .filter(entry -> entry.getKey().contains(part))
              .mapToLong(Map.Entry::getValue)
              .sum();
      range(wanted, ConfigUtil.quoteString(part), found, lines);
    }
  }

  private static void range(Config block, String key, long found, List<String> lines) {
    List<Long> range = block.getLongList(key);
    if (range.size() != 2) {
      lines.add(key + " is no range [min, max]: " + range);
    } else if (found < range.get(0) || found > range.get(1)) {
      lines.add(key + " is " + found + ", expected " + range.get(0) + " to " + range.get(1));
    }
  }

  private static void violations(Config block, List<Violation> found, List<String> lines) {
    Set<String> wanted = new TreeSet<>(block.getStringList(VIOLATIONS));
    Set<String> monitors = new TreeSet<>();
    found.forEach(violation -> monitors.add(violation.monitor()));
    if (!monitors.equals(wanted)) {
      lines.add(VIOLATIONS + " are of " + monitors + ", expected " + wanted + "; " + found);
    }
  }
}
