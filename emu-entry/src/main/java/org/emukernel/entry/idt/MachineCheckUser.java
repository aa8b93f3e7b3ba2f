package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** exc_machine_check_user(regs), arch/x86/kernel/cpu/mce/core.c, Linux v6.1. */
final class MachineCheckUser implements Routine {

  @Override
  public String symbol() {
    return "exc_machine_check_user";
  }

  @Override
  public List<String> labels() {
    return List.of("enter_from_user_mode", "do_machine_check", "exit_to_user_mode", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.call(f.port().symbol("irqentry_enter"), f.arg(0));
      case 1 -> f.call(f.port().symbol("do_machine_check"), f.arg(0));
      case 2 -> f.call(f.port().symbol("irqentry_exit"), f.arg(0));
      default -> f.ret();
    }
  }
}
