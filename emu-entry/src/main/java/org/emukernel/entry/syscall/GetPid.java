package org.emukernel.entry.syscall;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __x64_sys_getpid(regs), kernel/sys.c: the shortest system call that is a real one. The task of
 * CPU n has the number 1000 + n; nothing else of the machine depends on it.
 */
final class GetPid implements Routine {

  static final int NR = 39;
  static final String SYMBOL = "__x64_sys_getpid";

  private static final long FIRST_PID = 1000;

  @Override
  public String symbol() {
    return SYMBOL;
  }

  @Override
  public List<String> labels() {
    return List.of("task_tgid_vnr");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret(FIRST_PID + f.cpu());
  }
}
