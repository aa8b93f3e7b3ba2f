package org.emukernel.scenarios.sim;

import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;

/**
 * The answers of a simulation. Time and the scheduler decide which CPU steps and when interrupts
 * arrive; the hardware does nothing out of turn but what {@link TextRefetch} says about stale
 * instruction bytes; a store leaves the store buffer as the policy says.
 *
 * @param stores when a store becomes visible
 */
record SimulationChooser(Stores stores) implements Chooser {

  /** When a store becomes visible to other CPUs. */
  enum Stores {
    /** At once. */
    AT_ONCE,
    /** When something drains the buffer or the CPU waits in a loop. */
    WHEN_DRAINED
  }

  @Override
  public int choose(Choice choice, int cpu, int alternatives) {
    return Math.min(constant(choice), alternatives - 1);
  }

  @Override
  public int constant(Choice choice) {
    return switch (choice) {
      case STORE_BUFFER_DRAIN -> stores == Stores.AT_ONCE ? 1 : 0;
      case INTERRUPT_ARRIVAL -> 1;
      default -> 0;
    };
  }
}
