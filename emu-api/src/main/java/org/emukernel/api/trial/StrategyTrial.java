package org.emukernel.api.trial;

import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;

/**
 * Runs a strategy on a machine on which work that may wait is sent to CPUs that use what it
 * protects soon after. Found by {@link java.util.ServiceLoader}: the strategy's author puts one on
 * the test class path, such as emu-scenarios.
 */
public interface StrategyTrial {

  /**
   * Runs a strategy.
   *
   * @param provider makes the strategy; need not be on any list
   * @param settings read against the provider's
   * @param machine what the machine has
   * @param seed the only source of randomness
   * @return what came of it; the same for the same arguments, as long as the strategy keeps its
   *     part of the contract
   */
  TrialResult run(
      DeferralStrategyProvider provider, Settings settings, TrialMachine machine, long seed);
}
