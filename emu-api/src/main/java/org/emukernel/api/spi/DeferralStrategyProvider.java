package org.emukernel.api.spi;

import java.util.Map;
import java.util.Set;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;

/** Offers a {@link DeferralStrategy} under a name. Found by {@link java.util.ServiceLoader}. */
public interface DeferralStrategyProvider extends Named {

  /** {@return where the strategy is published} */
  String source();

  /** {@return what it needs; a machine without it refuses the strategy and names the reason} */
  Set<Requirement> requires();

  /**
   * Makes the strategy.
   *
   * @param settings the keys beside {@code name} in {@code emu.strategy}
   * @throws IllegalArgumentException if a key or value is unknown; the message names it and what is
   *     known
   */
  DeferralStrategy create(Map<String, String> settings);
}
