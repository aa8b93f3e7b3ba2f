package org.emukernel.scenarios.cli;

import java.util.Optional;
import org.emukernel.scenarios.config.VerifyScenario;

/** A search, and what it finds, is about one strategy. */
final class OneStrategy {

  private OneStrategy() {}

  /**
   * Checks that a scenario can be searched.
   *
   * @throws BadInputException if it has more than one strategy, or one that cannot be searched
   */
  static void require(Services services, VerifyScenario scenario) throws BadInputException {
    int strategies = scenario.settings().strategies().size();
    if (strategies != 1) {
      throw new BadInputException(
          "found " + strategies + " strategies, expected one: --strategy NAME");
    }
    Optional<String> refusal = services.verifier().refusal(scenario);
    if (refusal.isPresent()) {
      throw new BadInputException(refusal.get());
    }
  }
}
