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
    return List.of("call", "return");
  }

  /* pt_regs lie on the caller's own stack, which nobody else touches. */
  @Override
  public void step(RoutineFrame f) {
    long regs = f.arg(0);
    if (f.label() == 0) {
      f.call(
          f.port().symbol(callee),
          f.load(regs + DI, Long.BYTES),
          f.load(regs + SI, Long.BYTES),
          f.load(regs + DX, Long.BYTES));
    } else {
      f.ret(f.result());
    }
  }
}
