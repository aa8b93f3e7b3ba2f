package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import jakarta.inject.Inject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.emukernel.api.spi.ScenarioPack;
import org.jspecify.annotations.Nullable;

/**
 * Loads scenarios: a pack by its name or a HOCON file by its path, over {@code reference.conf},
 * under the overrides of the command line. Only {@code emu} is read; other root keys are somebody
 * else's.
 */
public final class ScenarioLoader {

  private static final ConfigParseOptions PARSE =
      ConfigParseOptions.defaults().setAllowMissing(false);

  private final Catalogue catalogue;

  /** Makes a loader that knows these plug-ins. */
  @Inject
  public ScenarioLoader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Loads a scenario.
   *
   * @param scenario the name of a pack, or the path of a HOCON file
   * @param overrides keys that the command line sets; the last one wins
   * @throws BadScenarioException if anything is wrong; it holds all of it
   */
  public ScenarioSettings load(String scenario, List<SettingOverride> overrides)
      throws BadScenarioException {
    return loadAll(scenario, overrides).settings();
  }

  /**
   * Loads a scenario with what a search of it explores.
   *
   * @throws BadScenarioException if anything is wrong; it holds all of it
   */
  public VerifyScenario loadAll(String scenario, List<SettingOverride> overrides)
      throws BadScenarioException {
    Optional<ScenarioPack> pack = catalogue.packs().find(scenario);
    if (pack.isPresent()) {
      return load(() -> parse(pack.get()), scenario, scenario, overrides);
    }
    Path file = file(scenario);
    return load(
        () -> ConfigFactory.parseFile(withParent(file), PARSE), scenario, stem(file), overrides);
  }

  /**
   * {@return what a scenario and the overrides say, as HOCON; a file that holds it means the same}
   *
   * @param loaded what {@link #loadAll} made of them, with one strategy
   * @throws BadScenarioException if anything is wrong by now; it holds all of it
   */
  public String text(VerifyScenario loaded, String scenario, List<SettingOverride> overrides)
      throws BadScenarioException {
    Problems problems = new Problems();
    Optional<ScenarioPack> pack = catalogue.packs().find(scenario);
    Config written =
        pack.isPresent()
            ? parse(pack.get())
            : ConfigFactory.parseFile(withParent(file(scenario)), PARSE);
    Optional<Layers> layers = layers(written, scenario, overrides, problems);
    problems.throwIfAny();
    return ScenarioText.of(layers.orElseThrow(), loaded.settings());
  }

  /**
   * Loads a grid: what {@code emu sweep} goes through.
   *
   * @param grid the path of a HOCON file with {@code emu.grid}
   * @throws BadScenarioException if anything is wrong, in any cell; it holds all of it
   */
  public GridSettings loadGrid(String grid, List<SettingOverride> overrides)
      throws BadScenarioException {
    Path file = file(grid);
    Problems problems = new Problems();
    Optional<GridSettings> settings = Optional.empty();
    try {
      Config written = ConfigFactory.parseFile(withParent(file), PARSE);
      Config known = resolved(written, written.withFallback(reference()));
      Config base = base(file, known);
      settings =
          layers(written.withFallback(under(known, base)), grid, overrides, problems)
              .flatMap(layers -> new GridReader(catalogue, problems).read(layers, stem(file)));
    } catch (ConfigException e) {
      problems.add(e, Quoted.line(grid));
    } catch (StackOverflowError e) {
      problems.add(ConfigProblem.value(Quoted.line(grid), "", "blocks nested too deep", "less"));
    }
    problems.throwIfAny();
    return settings.orElseThrow(() -> new IllegalStateException("no grid and no problem"));
  }

  /* The scenario that a grid begins with: a pack, or a file beside the grid's. */
  private Config base(Path grid, Config written) throws BadScenarioException {
    String key = Layers.ROOT + "." + GridReader.KEY + "." + GridReader.SCENARIO;
    if (!written.hasPath(key) || Block.scalar(written.getValue(key)).orElse("").isBlank()) {
      return ConfigFactory.empty();
    }
    ConfigValue named = written.getValue(key);
    String name = Block.scalar(named).orElse("");
    Optional<ScenarioPack> pack = catalogue.packs().find(name);
    if (pack.isPresent()) {
      return parse(pack.get());
    }
    try {
      Path file = grid.resolveSibling(name);
      if (Files.isRegularFile(file) && Files.isReadable(file)) {
        return ConfigFactory.parseFile(withParent(file), PARSE);
      }
    } catch (InvalidPathException e) {
      // No file has such a name; reported below.
    }
    ConfigProblem unknown = noSuch(name);
    throw new BadScenarioException(
        List.of(new ConfigProblem(Places.of(named.origin()), key, unknown.text())));
  }

  /* The grid's own strategies take the place of the base's, whichever key either uses. */
  private static Config under(Config grid, Config base) {
    String strategy = Layers.ROOT + "." + StrategyReader.ONE;
    String strategies = Layers.ROOT + "." + StrategyReader.MANY;
    Config rest = resolved(base, base.withFallback(reference()));
    rest = rest.withoutPath(Layers.ROOT + "." + GridReader.KEY);
    return grid.hasPath(strategy) || grid.hasPath(strategies)
        ? rest.withoutPath(strategy).withoutPath(strategies)
        : rest;
  }

  /**
   * Loads a scenario that is in no file.
   *
   * @param text HOCON with the block {@code emu}
   * @param name how messages call it
   * @throws BadScenarioException if anything is wrong; it holds all of it
   */
  public ScenarioSettings loadText(String text, String name) throws BadScenarioException {
    return load(() -> ConfigFactory.parseString(text, PARSE), name, name, List.of()).settings();
  }

  /* Typesafe Config looks for included files only beside a file whose path names a directory. */
  private static File withParent(Path file) {
    return file.getParent() == null ? new File(Places.HERE, file.toString()) : file.toFile();
  }

  /**
   * Loads what {@code reference.conf} and the overrides say.
   *
   * @throws BadScenarioException if anything is wrong; it holds all of it
   */
  public ScenarioSettings loadDefaults(List<SettingOverride> overrides)
      throws BadScenarioException {
    return load(() -> ConfigFactory.parseString("emu {}"), "defaults", "defaults", overrides)
        .settings();
  }

  /**
   * Reads strategies where there is no scenario whose machine could rule them out.
   *
   * @param written sets {@code emu.strategies}
   * @throws BadScenarioException if anything is wrong; it holds all of it
   */
  public List<StrategySettings> strategies(SettingOverride written) throws BadScenarioException {
    Problems problems = new Problems();
    List<Config> layer =
        OverrideLayer.read(written, problems)
            .flatMap(
                read -> emu(read.config(), read.config(), Quoted.line(written.place()), problems))
            .stream()
            .toList();
    List<StrategySettings> strategies =
        new StrategyReader(catalogue.strategies(), problems).read(layer);
    problems.throwIfAny();
    return strategies;
  }

  /**
   * Loads what a program wrote.
   *
   * @throws BadScenarioException if anything is wrong; it holds all of it
   */
  public ScenarioSettings load(ScenarioDraft draft) throws BadScenarioException {
    Problems problems = new Problems();
    draft.problems().forEach(problems::add);
    return load(draft::config, "draft", "draft", List.of(), problems).settings();
  }

  private static Config parse(ScenarioPack pack) {
    ClassLoader loader = pack.getClass().getClassLoader();
    return ConfigFactory.parseResources(pack.resource(), PARSE.setClassLoader(loader));
  }

  private static Config reference() {
    ClassLoader loader = ScenarioLoader.class.getClassLoader();
    return ConfigFactory.parseResources("reference.conf", PARSE.setClassLoader(loader));
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private Path file(String scenario) throws BadScenarioException {
    try {
      Path path = Path.of(scenario);
      if (Files.isRegularFile(path) && Files.isReadable(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // No file has such a name; reported below.
    }
    throw new BadScenarioException(List.of(noSuch(scenario)));
  }

  private ConfigProblem noSuch(String scenario) {
    String place = Quoted.line(scenario);
    if (scenario.contains("/") || scenario.contains("\\") || scenario.endsWith(".conf")) {
      return ConfigProblem.value(place, "", "no file that can be read", "a HOCON file");
    }
    ConfigProblem unknown =
        ConfigProblem.unknown(place, "", "scenario", scenario, catalogue.packs().names());
    return new ConfigProblem(place, "", unknown.text() + "; or the path of a HOCON file");
  }

  private VerifyScenario load(
      Supplier<Config> scenario, String place, String name, List<SettingOverride> overrides)
      throws BadScenarioException {
    return load(scenario, place, name, overrides, new Problems());
  }

  private VerifyScenario load(
      Supplier<Config> scenario,
      String place,
      String name,
      List<SettingOverride> overrides,
      Problems problems)
      throws BadScenarioException {
    Optional<VerifyScenario> settings = Optional.empty();
    try {
      settings =
          layers(scenario.get(), place, overrides, problems)
              .flatMap(layers -> new ScenarioReader(catalogue, problems).readAll(layers, name));
    } catch (ConfigException e) {
      problems.add(e, Quoted.line(place));
    } catch (StackOverflowError e) {
      problems.add(ConfigProblem.value(Quoted.line(place), "", "blocks nested too deep", "less"));
    }
    problems.throwIfAny();
    return settings.orElseThrow(() -> new IllegalStateException("no settings and no problem"));
  }

  private static Optional<Layers> layers(
      Config scenario, String place, List<SettingOverride> overrides, Problems problems) {
    Config reference = reference();
    Optional<Config> own = emu(scenario, scenario.withFallback(reference), place, problems);
    Optional<Config> defaults = emu(reference, reference, "reference.conf", problems);
    List<Config> resolved = new ArrayList<>();
    List<OverrideLayer> workloads = new ArrayList<>();
    for (SettingOverride override : overrides) {
      Optional<OverrideLayer> layer = OverrideLayer.read(override, problems);
      if (layer.isPresent() && layer.get().concernsOneWorkload()) {
        workloads.add(layer.get());
      } else if (layer.isPresent()) {
        Config config = layer.get().config();
        emu(config, config, Quoted.line(override.place()), problems)
            .ifPresent(emu -> resolved.add(0, emu));
      }
    }
    own.ifPresent(resolved::add);
    defaults.ifPresent(resolved::add);
    return own.isPresent() ? Optional.of(new Layers(resolved, workloads)) : Optional.empty();
  }

  /* The block emu of one layer, its substitutions looked up in the layer and what lies below. */
  private static Optional<Config> emu(
      Config layer, Config source, String place, Problems problems) {
    Config resolved = resolved(layer, source);
    @Nullable ConfigValue emu = resolved.root().get(Layers.ROOT);
    if (emu instanceof ConfigObject object) {
      return Optional.of(object.toConfig());
    }
    boolean nothing = emu == null || emu.valueType() == ConfigValueType.NULL;
    problems.add(
        ConfigProblem.value(
            emu == null ? Quoted.line(place) : Places.of(emu.origin()),
            Layers.ROOT,
            nothing ? "nothing" : Block.describe(emu),
            "a block emu { ... }"));
    return Optional.empty();
  }

  /* What other root keys leave open is not our business, unless emu itself hangs on them. */
  private static Config resolved(Config layer, Config source) {
    try {
      return layer.withOnlyPath(Layers.ROOT).resolveWith(source);
    } catch (ConfigException.NotResolved e) {
      return layer.resolveWith(source, ConfigResolveOptions.defaults());
    }
  }
}
