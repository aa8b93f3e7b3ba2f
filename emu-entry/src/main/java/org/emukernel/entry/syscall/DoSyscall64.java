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

  private static final int FUNCTION = 0;

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
    return List.of(
        "enter_from_user_mode",
        "local_irq_enable",
        "sys_call_table",
        "call",
        "regs_ax",
        "local_irq_disable",
        "exit_to_user_mode",
        "return");
  }

  @Override
  public int locals() {
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.call(userExit.in(f));
      case 1 -> f.port().localIrqEnable();
      case 2 -> {
        f.port().spend(Cost.SYSCALL_PATH);
        f.setLocal(FUNCTION, function(f));
      }
      case 3 -> f.call(f.local(FUNCTION), f.arg(0));
      case 4 -> f.store(f.arg(0) + PT_AX, Long.BYTES, f.result());
      case 5 -> f.port().localIrqDisable();
      case 6 -> f.call(userEnter.in(f));
      default -> f.ret();
    }
  }

  private long function(RoutineFrame f) {
    long nr = f.arg(1);
    if (nr < 0 || nr >= SysCallTable.ENTRIES) {
      return notImplemented.in(f);
    }
    return f.load(table.in(f) + nr * Long.BYTES, Long.BYTES);
  }
}
