package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Requirement;
import org.jspecify.annotations.Nullable;

/** Reads {@code emu.strategy} or {@code emu.strategies}, whichever the strongest layer gives. */
final class StrategyReader {

  static final String ONE = "strategy";
  static final String MANY = "strategies";

  private final NamedSet<DeferralStrategyProvider> known;
  private final Problems problems;
  /* Where each strategy was asked for, by its label. */
  private final Map<String, String> places = new HashMap<>();

  StrategyReader(NamedSet<DeferralStrategyProvider> known, Problems problems) {
    this.known = known;
    this.problems = problems;
  }

  /** {@return the strategies that the strongest layer asks for} */
  List<StrategySettings> read(List<Config> layers) {
    for (Config layer : layers) {
      ConfigObject root = layer.root();
      if (root.containsKey(ONE) || root.containsKey(MANY)) {
        return read(root);
      }
    }
    return List.of();
  }

  /** {@return the strategies that the strongest layer asks for, as written; none if unreadable} */
  static List<ConfigValue> written(List<Config> layers) {
    for (Config layer : layers) {
      ConfigObject root = layer.root();
      if (root.containsKey(ONE) != root.containsKey(MANY)) {
        return written(root);
      }
      if (root.containsKey(ONE)) {
        return List.of();
      }
    }
    return List.of();
  }

  private static List<ConfigValue> written(ConfigObject root) {
    @Nullable ConfigValue one = root.get(ONE);
    if (one != null) {
      return List.of(one);
    }
    @Nullable ConfigValue many = root.get(MANY);
    if (many instanceof ConfigList list) {
      return List.copyOf(list);
    }
    return many != null && many.valueType() == ConfigValueType.STRING
        ? Block.commaSeparated(many)
        : List.of();
  }

  /** {@return a strategy as people name it: as written, or a block's name} */
  static String shown(ConfigValue strategy) {
    @Nullable ConfigValue name =
        strategy instanceof ConfigObject object ? object.get(SettingsReader.NAME) : strategy;
    return name == null ? "" : Block.scalar(name).orElse("").strip();
  }

  private List<StrategySettings> read(ConfigObject root) {
    Block emu = new Block(root, Layers.ROOT, problems);
    if (root.containsKey(ONE) && root.containsKey(MANY)) {
      emu.problem(ONE, "strategy and strategies (" + emu.place(MANY) + ")", "one of the two");
    }
    if (!root.containsKey(MANY)) {
      return emu.value(ONE).stream().flatMap(value -> strategy(ONE, value).stream()).toList();
    }
    Optional<List<ConfigValue>> written = emu.elements(MANY);
    if (written.isEmpty()) {
      return List.of();
    }
    List<StrategySettings> strategies = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (ConfigValue value : written.get()) {
      strategy(MANY, value)
          .ifPresent(
              strategy -> {
                strategies.add(strategy);
                if (!names.add(strategy.label())) {
                  problem(MANY, value, Quoted.text(strategy.label()) + " twice", "each once");
                }
              });
    }
    if (written.get().isEmpty()) {
      emu.problem(MANY, "no strategy", "at least one of " + String.join(", ", known.names()));
    }
    return strategies;
  }

  private void problem(String key, ConfigValue value, String found, String expected) {
    problems.add(
        ConfigProblem.value(Places.of(value.origin()), Layers.ROOT + "." + key, found, expected));
  }

  private Optional<StrategySettings> strategy(String key, ConfigValue value) {
    Optional<ConfigObject> written =
        value instanceof ConfigObject object
            ? Optional.of(object)
            : Block.scalar(value).map(text -> StrategyText.block(text, value.origin()));
    if (written.isEmpty()) {
      problem(key, value, Block.describe(value), "a name or a block { name = ... }");
      return Optional.empty();
    }
    Block block = new Block(written.get(), Layers.ROOT + "." + key, problems);
    Optional<String> name = block.text(SettingsReader.NAME);
    Optional<DeferralStrategyProvider> provider = name.flatMap(known::find);
    if (name.isPresent() && provider.isEmpty()) {
      problems.add(
          ConfigProblem.unknown(
              Places.of(value.origin()),
              Layers.ROOT + "." + key,
              known.kind(),
              name.get(),
              known.names()));
    }
    return provider.flatMap(p -> strategy(key, value, written.get(), p));
  }

  private Optional<StrategySettings> strategy(
      String key, ConfigValue value, ConfigObject written, DeferralStrategyProvider provider) {
    Block block = new Block(written, Layers.ROOT + "." + key + "." + provider.name(), problems);
    Settings settings = SettingsReader.read(block, written, provider.name(), provider.settings());
    try {
      provider.create(settings);
    } catch (IllegalArgumentException e) {
      String reason = Quoted.line(String.valueOf(e.getMessage()));
      problems.add(
          new ConfigProblem(
              Places.of(value.origin()), Layers.ROOT + "." + key, provider.name() + ": " + reason));
    }
    StrategySettings strategy = StrategySettings.of(provider, settings);
    places.put(strategy.label(), Places.of(value.origin()));
    return Optional.of(strategy);
  }

  /** Reports the strategies that the architecture or the machine's features rule out. */
  void checkRequirements(
      List<StrategySettings> strategies,
      Optional<Block> features,
      CpuArchitectureProvider architecture) {
    for (StrategySettings strategy : strategies) {
      known
          .find(strategy.name())
          .ifPresent(
              provider ->
                  provider.requires(strategy.settings()).stream()
                      .sorted()
                      .forEach(
                          needed -> checkRequirement(strategy, needed, features, architecture)));
    }
  }

  private void checkRequirement(
      StrategySettings strategy,
      Requirement needed,
      Optional<Block> features,
      CpuArchitectureProvider architecture) {
    if (!architecture.canHave(needed)) {
      problems.add(
          ConfigProblem.value(
              places.getOrDefault(strategy.label(), ""),
              Layers.ROOT + "." + MANY,
              "strategy " + Quoted.text(strategy.label()),
              "one without need of "
                  + reason(needed)
                  + ": architecture "
                  + architecture.name()
                  + " has none"));
    } else {
      features.ifPresent(block -> checkFeature(strategy.label(), needed, block));
    }
  }

  private static void checkFeature(String strategy, Requirement needed, Block features) {
    CpuFeature.of(needed).ifPresent(feature -> checkFeature(strategy, needed, feature, features));
  }

  private static void checkFeature(
      String strategy, Requirement needed, CpuFeature feature, Block features) {
    if (!features.flag(feature.key())) {
      features.problem(
          feature.key(),
          "false",
          "true: strategy " + Quoted.text(strategy) + " needs " + reason(needed));
    }
  }

  private static String reason(Requirement needed) {
    return switch (needed) {
      case PTI -> "page-table isolation (PTI), where every kernel entry switches CR3";
      case PCID -> "process-context identifiers (PCID)";
      case INVPCID -> "the INVPCID instruction";
      case INVLPGB -> "the INVLPGB and TLBSYNC instructions";
      case X86_ENTRY_CODE -> "the entry code of x86, to which it adds";
    };
  }
}
