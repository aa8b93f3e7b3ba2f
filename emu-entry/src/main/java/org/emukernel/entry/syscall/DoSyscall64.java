package org.emukernel.entry.syscall;

import static org.emukernel.entry.calling.AsmOffsets.PT_AX;

import java.util.List;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * do_syscall_64(regs, nr), arch/x86/entry/common.c, Linux v6.1, with syscall_enter_from_user_mode()
 * and syscall_exit_to_user_mode() (kernel/entry/common.c) inlined: context tracking to kernel,
 * interrupts on, the call through sys_call_table with regs as its argument, interrupts off, context
 * tracking to user. What the profile's cost {@link Cost#SYSCALL_PATH} stands for is spent before
 * the call, where interrupts are on.
 */
final class DoSyscall64 implements Routine {

  private final KernelSymbol userExit = new KernelSymbol("__ct_user_exit");
  private final KernelSymbol userEnter = new KernelSymbol("__ct_user_enter");
  private final KernelSymbol table = new KernelSymbol(SysCallTable.SYMBOL);
  private final KernelSymbol notImplemented = new KernelSymbol(SysCallTable.NOT_IMPLEMENTED);

  @Override
  public String symbol() {
    return "do_syscall_64";
  }

  @Override
  public List<String> labels() {
    return List.of("enter_from_user_mode", "local_irq_enable", "local_irq_disable", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.call(userExit.in(f));
      case 1 -> enableAndCall(f);
      case 2 -> disableAndLeave(f);
      default -> f.ret();
    }
  }

  /* Three statements in one step: sys_call_table is read-only, and the rest is this CPU's own. */
  private void enableAndCall(RoutineFrame f) {
    f.port().localIrqEnable();
    f.port().spend(Cost.ROUTINE_STEP);
    f.port().spend(Cost.ROUTINE_STEP);
    f.port().spend(Cost.SYSCALL_PATH);
    f.call(function(f), f.arg(0));
  }

  /* Three statements in one step: regs lie on the stack of the task. */
  private void disableAndLeave(RoutineFrame f) {
    f.store(f.arg(0) + PT_AX, Long.BYTES, f.result());
    f.port().spend(Cost.ROUTINE_STEP);
    f.port().localIrqDisable();
    f.port().spend(Cost.ROUTINE_STEP);
    f.call(userEnter.in(f));
  }

  private long function(RoutineFrame f) {
    long nr = f.arg(1);
    if (nr < 0 || nr >= SysCallTable.ENTRIES) {
      return notImplemented.in(f);
    }
    return f.load(table.in(f) + nr * Long.BYTES, Long.BYTES);
  }
}
