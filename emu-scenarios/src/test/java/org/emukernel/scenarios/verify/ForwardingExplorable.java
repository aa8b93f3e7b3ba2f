package org.emukernel.scenarios.verify;

import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.verdict.Violation;

/** A machine as it is, for those that change one of its answers. */
class ForwardingExplorable implements Explorable {

  private final ExploredMachine machine;

  ForwardingExplorable(ExploredMachine machine) {
    this.machine = machine;
  }

  @Override
  public Arena arena() {
    return machine.arena();
  }

  @Override
  public long hash() {
    return machine.hash();
  }

  @Override
  public void allActions(ActionList into) {
    machine.allActions(into);
  }

  @Override
  public void arrivals(int cpu, ActionList into) {
    machine.arrivals(cpu, into);
  }

  @Override
  public long arrivable(int cpu) {
    return machine.arrivable(cpu);
  }

  @Override
  public boolean isAtRest(int cpu) {
    return machine.isAtRest(cpu);
  }

  @Override
  public boolean canStep(int cpu) {
    return machine.canStep(cpu);
  }

  @Override
  public void perform(int action) {
    machine.perform(action);
  }

  @Override
  public void goOn(int cpu) {
    machine.goOn(cpu);
  }

  @Override
  public void begin() {
    machine.begin();
  }

  @Override
  public boolean wasWrong() {
    return machine.wasWrong();
  }

  @Override
  public boolean wasUnknown(int cpu) {
    return machine.wasUnknown(cpu);
  }

  @Override
  public boolean wasVisible(int cpu) {
    return machine.wasVisible(cpu);
  }

  @Override
  public boolean showsArrivals(int cpu) {
    return machine.showsArrivals(cpu);
  }

  @Override
  public void normalise(int cpu) {
    machine.normalise(cpu);
  }

  @Override
  public int atOnce() {
    return machine.atOnce();
  }

  @Override
  public Optional<Violation> takeViolation() {
    return machine.takeViolation();
  }

  @Override
  public long minding(int cpu, int mark) {
    return machine.minding(cpu, mark);
  }

  @Override
  public boolean leaveNothing(int cpu, long interruptions) {
    return machine.leaveNothing(cpu, interruptions);
  }
}
