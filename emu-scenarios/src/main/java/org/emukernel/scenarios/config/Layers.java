package org.emukernel.scenarios.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.List;

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

  /** {@return all layers as one block} */
  ConfigObject merged() {
    Config merged = ConfigFactory.empty();
    for (Config layer : resolved) {
      merged = merged.withFallback(layer);
    }
    return merged.root();
  }
}
