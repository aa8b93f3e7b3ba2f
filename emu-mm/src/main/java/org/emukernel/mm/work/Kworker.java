package org.emukernel.mm.work;

import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.Routine;

/**
 * A kworker that does one piece of work: {@code ret_from_fork_asm(function, argument, pending)}
 * down to {@code process_one_work()}. Who schedules tasks calls it when it finds a pending bit set.
 */
public final class Kworker {

  private Kworker() {}

  /** {@return the functions} */
  public static List<Routine> routines() {
    List<Routine> routines =
        CallThrough.chain(
            "process_one_work", "ret_from_fork_asm", "ret_from_fork", "kthread", "worker_thread");
    routines.add(new ProcessOneWork());
    return List.copyOf(routines);
  }
}
