package org.emukernel.scenarios.workload;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * {@code __x64_sys_NAME(regs)} (SYSCALL_DEFINEx, arch/x86/include/asm/syscall_wrapper.h): takes the
 * first three arguments out of the caller's pt_regs and calls the function that does the work.
 *
 * @param symbol the stub
 * @param callee the function
 */
public record SyscallStub(String symbol, String callee) implements Routine {

  /* struct pt_regs, arch/x86/include/asm/ptrace.h. */
  private static final int DX = 12 * 8;
  private static final int SI = 13 * 8;
  private static final int DI = 14 * 8;

  @Override
  public List<String> labels() {
    return List.of("regs_di", "regs_si", "regs_dx", "call", "return");
  }

  @Override
  public int locals() {
    return 3;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(0, f.load(f.arg(0) + DI, 8));
      case 1 -> f.setLocal(1, f.load(f.arg(0) + SI, 8));
      case 2 -> f.setLocal(2, f.load(f.arg(0) + DX, 8));
      case 3 -> f.call(f.port().symbol(callee), f.local(0), f.local(1), f.local(2));
      default -> f.ret(f.result());
    }
  }
}
