package org.emukernel.entry.syscall;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** __x64_sys_ni_syscall(), kernel/sys_ni.c: -ENOSYS. */
final class NotImplemented implements Routine {

  private static final long ENOSYS = 38;

  @Override
  public String symbol() {
    return SysCallTable.NOT_IMPLEMENTED;
  }

  @Override
  public List<String> labels() {
    return List.of("return");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret(-ENOSYS);
  }
}
