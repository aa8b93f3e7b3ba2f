package org.emukernel.scenarios.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CostModel;

/**
 * What things cost on one real CPU; {@code emu.profiles.NAME}.
 *
 * @param name the key under {@code emu.profiles}
 * @param description one line
 * @param costs picoseconds, not negative, for every {@link Cost}
 */
public record CpuProfile(String name, String description, Map<Cost, Long> costs)
    implements CostModel {

  /** Copies the costs and refuses a missing one. */
  public CpuProfile {
    costs = Collections.unmodifiableMap(new EnumMap<>(costs));
    for (Cost cost : Cost.values()) {
      Long price = costs.get(cost);
      if (price == null || price < 0) {
        throw new IllegalArgumentException(
            "profile " + name + ": cost of " + cost + " is " + price);
      }
    }
  }

  @Override
  public long picoseconds(Cost cost) {
    Long price = costs.get(cost);
    return price == null ? 0 : price;
  }
}
