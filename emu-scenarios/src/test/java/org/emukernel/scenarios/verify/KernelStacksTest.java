package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;

/** What is cleared of the stacks is dead. */
class KernelStacksTest {

  private static final int CPU = 1;

  private static ExploredMachine machine() throws Exception {
    return Searches.of("tlb-vunmap verify.store-buffer=0 verify.mces=1").machine();
  }

  private static void perform(ExploredMachine machine, Action.Kind kind) {
    machine.perform(Action.of(kind, CPU, 0));
    machine.normalise(CPU);
  }

  private static long rip(ExploredMachine machine) {
    return machine.cpu(CPU).registers().get(Reg.RIP);
  }

  /* Its frame is pushed by instructions that read below RSP: repeat_nmi, arch/x86/entry/entry_64.S. */
  @Test
  void normalise_machineCheckWhileAnNmiCopiesItsFrame_theNmiReturns() throws Exception {
    ExploredMachine machine = machine();
    long begin = machine.machine().symbols().symbol("repeat_nmi");
    long end = machine.machine().symbols().symbol("end_repeat_nmi");
    perform(machine, Action.Kind.TIMER);
    while (!machine.machine().place(CPU).startsWith("__ct_user_exit")) {
      perform(machine, Action.Kind.STEP);
    }
    perform(machine, Action.Kind.NMI);
    while (rip(machine) != begin) {
      perform(machine, Action.Kind.STEP);
    }
    int places = 0;
    for (; rip(machine) != end; places++) {
      int mark = machine.arena().mark();
      perform(machine, Action.Kind.MACHINE_CHECK);
      while (!machine.isAtRest(CPU) && machine.cpu(CPU).canStep()) {
        perform(machine, Action.Kind.STEP);
        assertThat(machine.takeViolation()).as("place " + places).isEmpty();
      }
      assertThat(machine.isAtRest(CPU)).isTrue();
      machine.arena().undoTo(mark);
      perform(machine, Action.Kind.STEP);
    }
    assertThat(places).isEqualTo(8);
  }
}
