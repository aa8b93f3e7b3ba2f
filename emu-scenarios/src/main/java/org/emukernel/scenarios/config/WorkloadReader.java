package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.WorkloadProvider;

/** Reads {@code emu.workloads} by what each {@link WorkloadProvider} declares. */
final class WorkloadReader {

  static final String KEY = "workloads";
  private static final String PATH = Layers.ROOT + "." + KEY;
  private static final String NAME = SettingsReader.NAME;

  private final NamedSet<WorkloadProvider> known;
  private final Problems problems;

  WorkloadReader(NamedSet<WorkloadProvider> known, Problems problems) {
    this.known = known;
    this.problems = problems;
  }

  /** {@return the workloads of the list, with single keys overridden} */
  List<Settings> read(Block emu, List<OverrideLayer> overrides) {
    List<ConfigValue> elements = overridden(emu.list(KEY), overrides);
    List<Settings> workloads = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigValue element : elements) {
      workload(element)
          .ifPresent(
              workload -> {
                workloads.add(workload);
                if (!names.add(workload.name())) {
                  problem(element, Quoted.text(workload.name()) + " twice", "each once");
                }
              });
    }
    return workloads;
  }

  /** {@return the list with single keys of its elements overridden} */
  static List<ConfigValue> overridden(List<ConfigValue> written, List<OverrideLayer> overrides) {
    List<ConfigValue> elements = new ArrayList<>(written);
    overrides.forEach(override -> apply(override, elements));
    return elements;
  }

  /* emu.workloads.NAME.KEY changes the element of that name, or adds one. */
  private static void apply(OverrideLayer override, List<ConfigValue> elements) {
    String name = override.path().get(2);
    String key = override.path().get(3);
    ConfigValue value = override.value();
    for (int i = 0; i < elements.size(); i++) {
      if (name.equals(name(elements.get(i)))) {
        elements.set(i, block(elements.get(i)).withValue(key, value));
        return;
      }
    }
    ConfigValue nameValue = ConfigValueFactory.fromAnyRef(name).withOrigin(value.origin());
    elements.add(
        ConfigValueFactory.fromMap(Map.of(NAME, nameValue, key, value)).withOrigin(value.origin()));
  }

  private static ConfigObject block(ConfigValue element) {
    return element instanceof ConfigObject object
        ? object
        : ConfigValueFactory.fromMap(Map.of(NAME, element)).withOrigin(element.origin());
  }

  private static String name(ConfigValue element) {
    if (element instanceof ConfigObject object) {
      return Optional.ofNullable(object.get(NAME)).flatMap(Block::scalar).orElse("");
    }
    return Block.scalar(element).orElse("");
  }

  private void problem(ConfigValue value, String found, String expected) {
    problems.add(ConfigProblem.value(Places.of(value.origin()), PATH, found, expected));
  }

  private Optional<Settings> workload(ConfigValue element) {
    if (!(element instanceof ConfigObject) && Block.scalar(element).isEmpty()) {
      problem(element, Block.describe(element), "a name or a block { name = ... }");
      return Optional.empty();
    }
    ConfigObject object = block(element);
    Optional<String> name = new Block(object, PATH, problems).text(NAME);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<WorkloadProvider> provider = known.find(name.get());
    if (provider.isEmpty()) {
      problems.add(
          ConfigProblem.unknown(
              Places.of(element.origin()), PATH, known.kind(), name.get(), known.names()));
      return Optional.empty();
    }
    Block block = new Block(object, PATH + "." + name.get(), problems);
    return Optional.of(
        SettingsReader.read(block, object, provider.get().name(), provider.get().settings()));
  }
}
