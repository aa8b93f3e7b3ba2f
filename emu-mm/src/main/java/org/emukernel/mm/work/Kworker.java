package org.emukernel.mm.work;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.mm.routine.CallThrough;

/**
 * A kworker that does one piece of work: {@code ret_from_fork_asm(function, argument, pending)}
 * down to {@code process_one_work()}. Who schedules tasks calls it when it finds a pending bit set.
 */
public final class Kworker {

  private static final List<String> CHAIN =
      List.of("ret_from_fork_asm", "ret_from_fork", "kthread", "worker_thread", "process_one_work");

  private Kworker() {}

  /** {@return the functions} */
  public static List<Routine> routines() {
    List<Routine> routines = new ArrayList<>();
    for (int i = 0; i + 1 < CHAIN.size(); i++) {
      routines.add(new CallThrough(CHAIN.get(i), CHAIN.get(i + 1)));
    }
    routines.add(new ProcessOneWork());
    return List.copyOf(routines);
  }
}
