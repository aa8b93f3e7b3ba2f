package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.mm.MemoryOption;

/**
 * A scenario under one strategy with nothing left to a default: the same settings give the same
 * text, however they were written, and a file that holds the text means the same.
 *
 * @param text HOCON, in one line
 * @param keys the same by key below {@code emu}, without what a cost profile holds; in an order
 *     that a reader of a table expects
 */
record WholeScenario(String text, Map<String, Object> keys) {

  static final String STRATEGY = "strategy";
  static final String SEED = "seed";
  private static final String MACHINE = "machine.";
  private static final String KERNEL = "kernel.";

  /** {@return a scenario under the only strategy that it has} */
  static WholeScenario of(Catalogue catalogue, ScenarioSettings settings) {
    return new WholeScenario(text(catalogue, settings), keys(catalogue, settings));
  }

  private static Map<String, Object> keys(Catalogue catalogue, ScenarioSettings settings) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("scenario", settings.scenario());
    keys.put(STRATEGY, settings.strategies().get(0).label());
    keys.put(SEED, settings.seed());
    keys.put("duration", time(settings.durationNs()));
    machine(settings.machine()).forEach((key, value) -> keys.put(MACHINE + key, value));
    kernel(settings).forEach((key, value) -> keys.put(KERNEL + key, value));
    keys.put("faults", String.join(",", settings.faults()));
    keys.put(
        WorkloadReader.KEY,
        String.join(",", settings.workloads().stream().map(Settings::name).toList()));
    for (Settings workload : settings.workloads()) {
      values(workload, declared(catalogue, workload))
          .forEach(
              (key, value) ->
                  keys.put(WorkloadReader.KEY + "." + workload.name() + "." + key, value));
    }
    return keys;
  }

  private static Map<String, Object> machine(MachineSettings machine) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("architecture", machine.architecture());
    keys.put("cpus", machine.cpus());
    keys.put("isolated", machine.isolated().toCpuList());
    keys.put("memory", (machine.memoryBytes() >> 20) + " MiB");
    for (CpuFeature feature : CpuFeature.values()) {
      keys.put("features." + feature.key(), machine.has(feature));
    }
    keys.put("store-buffer", machine.storeBufferEntries());
    keys.put("nmis-per-second", machine.nmisPerSecond());
    keys.put("profile", machine.profile().name());
    return keys;
  }

  private static Map<String, Object> kernel(ScenarioSettings settings) {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (MemoryOption option : MemoryOption.values()) {
      keys.put(option.key(), settings.kernel().memory().contains(option));
    }
    keys.put("rcu-watching-bits", settings.kernel().rcuWatchingBits());
    return keys;
  }

  private static String text(Catalogue catalogue, ScenarioSettings settings) {
    Map<String, Object> emu = new TreeMap<>();
    StrategySettings strategy = settings.strategies().get(0);
    emu.put("scenario", settings.scenario());
    emu.put("strategies", List.of(block(strategy.settings(), strategyKeys(catalogue, strategy))));
    emu.put(SEED, settings.seed());
    emu.put("duration", time(settings.durationNs()));
    emu.put("machine", nested(machine(settings.machine())));
    emu.put("kernel", kernel(settings));
    emu.put("profiles", Map.of(settings.machine().profile().name(), profile(settings)));
    emu.put("faults", settings.faults());
    List<Object> workloads = new ArrayList<>();
    settings.workloads().forEach(w -> workloads.add(block(w, declared(catalogue, w))));
    emu.put(WorkloadReader.KEY, workloads);
    return ConfigValueFactory.fromMap(Map.of(Layers.ROOT, emu))
        .render(ConfigRenderOptions.concise());
  }

  private static Map<String, Object> profile(ScenarioSettings settings) {
    CpuProfile profile = settings.machine().profile();
    SortedMap<String, Object> costs = new TreeMap<>();
    profile.costs().forEach((cost, ps) -> costs.put(ProfileReader.key(cost), ps + " ps"));
    return Map.of("description", profile.description(), "frequency-mhz", 1, "costs", costs);
  }

  /* Features are the only keys of the machine in a block of their own. */
  private static Map<String, Object> nested(Map<String, Object> flat) {
    Map<String, Object> nested = new TreeMap<>();
    Map<String, Object> features = new TreeMap<>();
    flat.forEach(
        (key, value) -> {
          int dot = key.indexOf('.');
          (dot < 0 ? nested : features).put(key.substring(dot + 1), value);
        });
    nested.put("features", features);
    return nested;
  }

  private static Map<String, Object> block(Settings settings, List<Setting> declared) {
    Map<String, Object> block = values(settings, declared);
    block.put(SettingsReader.NAME, settings.name());
    return block;
  }

  private static Map<String, Object> values(Settings settings, List<Setting> declared) {
    Map<String, Object> values = new TreeMap<>();
    for (Setting setting : declared) {
      Object value = settings.values().get(setting.key());
      values.put(setting.key(), written(setting.type(), value));
    }
    return values;
  }

  private static Object written(SettingType type, Object value) {
    if (type == SettingType.DURATION) {
      return time((Long) value);
    }
    if (value instanceof Double rate) {
      return number(rate);
    }
    return value instanceof CpuMask cpus ? cpus.toCpuList() : value;
  }

  /* 97, not 97.0, and no exponent, which not every JDK writes alike. */
  private static Number number(double rate) {
    BigDecimal exact = BigDecimal.valueOf(rate).stripTrailingZeros();
    return exact.scale() <= 0 && rate < Long.MAX_VALUE ? Long.valueOf((long) rate) : exact;
  }

  private static List<Setting> declared(Catalogue catalogue, Settings workload) {
    return catalogue.workloads().find(workload.name()).orElseThrow().settings();
  }

  private static List<Setting> strategyKeys(Catalogue catalogue, StrategySettings strategy) {
    return catalogue.strategies().find(strategy.name()).orElseThrow().settings();
  }

  /** {@return a time in the largest unit that keeps it whole: {@code 10 s}, {@code 1500 us}} */
  static String time(long ns) {
    long[] units = {1_000_000_000L, 1_000_000L, 1_000L};
    String[] names = {"s", "ms", "us"};
    for (int i = 0; i < units.length; i++) {
      if (ns % units[i] == 0) {
        return String.format(Locale.ROOT, "%d %s", ns / units[i], names[i]);
      }
    }
    return ns + " ns";
  }
}
