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

  @Override
  public List<String> labels() {
    return List.of("call", "return");
  }

  /* pt_regs lie on the caller's own stack, which nobody else touches. */
  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(f.port().symbol(callee), argument(f, 0), argument(f, 1), argument(f, 2));
    } else {
      f.ret(f.result());
    }
  }

  private static long argument(RoutineFrame f, int i) {
    return f.load(f.arg(0) + f.port().systemCallArgument(i), Long.BYTES);
  }
}
