package org.emukernel.scenarios.sim;

import org.emukernel.api.machine.MachineEvents;
import org.emukernel.scenarios.machine.EmulatedMachine;

/**
 * Listens to one strategy's run of a scenario, from power-on. Called by the thread that runs it; an
 * implementation never changes the result.
 */
public interface RunListener extends MachineEvents {

  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /** {@return who hears what the machine reports} Usually the listener itself. */
  default MachineEvents events() {
    return this;
  }

  /** The machine is ready. What came before belongs to its boot. */
  default void booted(EmulatedMachine machine) {}

  /**
   * An IPI reached an isolated CPU in user mode: what reports count.
   *
   * @param ns virtual time since power-on, ns
   */
  default void disturbed(int cpu, long ns) {}

  /**
   * An IPI has been sent and is under way. Follows the kernel's own event of it.
   *
   * @param sentPs virtual time since power-on, ps
   * @param arrivesPs when it reaches the target's interrupt controller, ps
   */
  default void underWay(int sender, int target, long sentPs, long arrivesPs) {}

  /**
   * All events that are earlier than a time have been told.
   *
   * @param ns virtual time since power-on, ns; never less than before
   */
  default void passed(long ns) {}

  /**
   * The run is over.
   *
   * @param ns virtual time that it came to, ns
   */
  default void ended(long ns) {}
}
