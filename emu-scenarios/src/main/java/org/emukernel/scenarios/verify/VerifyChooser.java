package org.emukernel.scenarios.verify;

import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;

/**
 * The answers of a search, which asks nothing while a step is made: whatever the hardware may do
 * out of turn is an action of its own between two steps.
 *
 * @param stores when stores become visible
 */
record VerifyChooser(Stores stores) implements Chooser {

  /** When a store becomes visible to other CPUs. */
  enum Stores {
    /** At once. */
    AT_ONCE,
    /** At any time. */
    AT_ANY_TIME
  }

  @Override
  public int choose(Choice choice, int cpu, int alternatives) {
    throw new IllegalStateException(choice + " is asked within a step");
  }

  @Override
  public int constant(Choice choice) {
    return switch (choice) {
      case STORE_BUFFER_DRAIN -> stores == Stores.AT_ONCE ? 1 : ASK;
      case TEXT_REFETCH, TLB_FILL, TLB_EVICT -> ASK;
      default -> 0;
    };
  }
}
