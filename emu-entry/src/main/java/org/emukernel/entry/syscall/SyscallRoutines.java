package org.emukernel.entry.syscall;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.Routine;

/** The C functions of the system call path. */
public final class SyscallRoutines {

  private SyscallRoutines() {}

  /** {@return those that Linux marks noinstr} */
  public static List<Routine> noinstr() {
    List<Routine> routines = new ArrayList<>(DoSyscall32.routines());
    routines.add(new DoSyscall64());
    return routines;
  }

  /** {@return the others} */
  public static List<Routine> instrumentable() {
    return List.of(new GetPid(), new NotImplemented());
  }
}
