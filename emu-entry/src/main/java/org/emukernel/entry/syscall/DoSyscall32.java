package org.emukernel.entry.syscall;

import static org.emukernel.entry.calling.AsmOffsets.PT_AX;
import static org.emukernel.entry.calling.AsmOffsets.PT_ORIG_AX;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * do_int80_syscall_32(regs), do_fast_syscall_32(regs) and do_SYSENTER_32(regs),
 * arch/x86/entry/common.c, Linux v6.1: the 32-bit system calls. getpid (20) is the only one. There
 * is no vDSO whose code could be returned to by SYSRETL, so the fast ones answer 0: return by IRET.
 */
final class DoSyscall32 implements Routine {

  private static final int IA32_NR_GETPID = 20;
  private static final long NR_MASK = 0xffff_ffffL;

  private final String symbol;
  private final KernelSymbol userExit = new KernelSymbol("__ct_user_exit");
  private final KernelSymbol userEnter = new KernelSymbol("__ct_user_enter");
  private final KernelSymbol getPid = new KernelSymbol(GetPid.SYMBOL);
  private final KernelSymbol notImplemented = new KernelSymbol(SysCallTable.NOT_IMPLEMENTED);

  private DoSyscall32(String symbol) {
    this.symbol = symbol;
  }

  /** {@return those of INT 0x80, SYSCALL in compatibility mode and SYSENTER, for one kernel} */
  static List<Routine> routines() {
    return List.of(
        new DoSyscall32("do_int80_syscall_32"),
        new DoSyscall32("do_fast_syscall_32"),
        new DoSyscall32("do_SYSENTER_32"));
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of(
        "enter_from_user_mode",
        "local_irq_enable",
        "call",
        "regs_ax",
        "local_irq_disable",
        "exit_to_user_mode",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    long regs = f.arg(0);
    switch (f.label()) {
      case 0 -> f.call(userExit.in(f));
      case 1 -> f.port().localIrqEnable();
      case 2 -> call(f, f.load(regs + PT_ORIG_AX, Long.BYTES) & NR_MASK);
      case 3 -> f.store(regs + PT_AX, Long.BYTES, f.result());
      case 4 -> f.port().localIrqDisable();
      case 5 -> f.call(userEnter.in(f));
      default -> f.ret();
    }
  }

  private void call(RoutineFrame f, long nr) {
    f.call(nr == IA32_NR_GETPID ? getPid.in(f) : notImplemented.in(f), f.arg(0));
  }
}
