package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a scenario is made of, the strongest first: overrides, the scenario itself, reference.conf.
 *
 * @param resolved each layer's {@code emu} as a configuration
 * @param workloads overrides of single workloads' keys, in their order
 */
record Layers(List<Config> resolved, List<OverrideLayer> workloads) {

  /** The root key of everything that this program reads. */
  static final String ROOT = "emu";

  Layers {
    resolved = List.copyOf(resolved);
    workloads = List.copyOf(workloads);
  }

  /** {@return these under a layer that is stronger than all} */
  Layers under(Config strongest) {
    List<Config> more = new ArrayList<>(resolved);
    more.add(0, strongest);
    return new Layers(more, workloads);
  }

  /**
   * {@return these and a block that is stronger than the scenario and weaker than the overrides}
   *
   * @param set of {@code emu}; {@code workloads.NAME.KEY} reaches into the list of workloads
   */
  Layers with(ConfigObject set) {
    List<Config> more = new ArrayList<>(resolved);
    List<OverrideLayer> reaching = new ArrayList<>();
    ConfigObject rest = set;
    if (set.get(WorkloadReader.KEY) instanceof ConfigObject named) {
      rest = set.withoutKey(WorkloadReader.KEY);
      named.forEach((name, keys) -> addKeys(name, keys, reaching));
    }
    more.add(Math.max(0, more.size() - 2), rest.toConfig());
    reaching.addAll(workloads);
    return new Layers(more, reaching);
  }

  private static void addKeys(String name, ConfigValue keys, List<OverrideLayer> workloads) {
    if (keys instanceof ConfigObject object) {
      for (Map.Entry<String, ConfigValue> key : object.entrySet()) {
        workloads.add(
            new OverrideLayer(
                List.of(ROOT, WorkloadReader.KEY, name, key.getKey()), key.getValue()));
      }
    }
  }

  /** {@return all layers as one block} */
  ConfigObject merged() {
    Config merged = ConfigFactory.empty();
    for (Config layer : resolved) {
      merged = merged.withFallback(layer);
    }
    return merged.root();
  }
}
