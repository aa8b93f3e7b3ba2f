package org.emukernel.scenarios.sim;

import org.emukernel.api.machine.MachineEvents;
import org.emukernel.scenarios.machine.BothEvents;
import org.emukernel.scenarios.machine.EmulatedMachine;

/**
 * Tells two listeners of a run, in this order.
 *
 * @param first told first
 * @param second told second
 */
record BothListeners(RunListener first, RunListener second) implements RunListener {

  @Override
  public MachineEvents events() {
    return new BothEvents(first.events(), second.events());
  }

  @Override
  public void booted(EmulatedMachine machine) {
    first.booted(machine);
    second.booted(machine);
  }

  @Override
  public void disturbed(int cpu, long ns) {
    first.disturbed(cpu, ns);
    second.disturbed(cpu, ns);
  }

  @Override
  public void underWay(int sender, int target, long sentPs, long arrivesPs) {
    first.underWay(sender, target, sentPs, arrivesPs);
    second.underWay(sender, target, sentPs, arrivesPs);
  }

  @Override
  public void passed(long ns) {
    first.passed(ns);
    second.passed(ns);
  }

  @Override
  public void ended(long ns) {
    first.ended(ns);
    second.ended(ns);
  }
}
