package org.emukernel.mm.sched;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * sched_ttwu_pending(), kernel/sched/core.c, Linux v6.18: puts the tasks that other CPUs woke into
 * this CPU's ring, after the running one. The mark is taken away before the list is, so that a task
 * that comes meanwhile is not forgotten.
 */
final class SchedTtwuPending extends KernelRoutine {

  private static final int NEXT_TASK = 3;

  /* Locals. */
  private static final int CURR = 0;
  private static final int TASK = 1;
  private static final int REST = 2;
  private static final int AFTER = 3;

  private final PerCpuSymbol runQueue = new PerCpuSymbol(RunQueue.SYMBOL);
  private final PerCpuSymbol ttwuPending = new PerCpuSymbol(RunQueue.TTWU_PENDING);

  SchedTtwuPending() {
    super(
        "sched_ttwu_pending",
        4,
        "clear_ttwu_pending",
        "llist_del_all",
        "rq_curr",
        "wake_entry",
        "enqueue_after",
        "enqueue_next",
        "enqueue_link");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.exchange(ttwuPending.in(f), Long.BYTES, 0);
      case 1 -> f.setLocal(REST, f.exchange(runQueue.in(f) + RunQueue.WAKE_LIST, Long.BYTES, 0));
      case 2 -> f.setLocal(CURR, f.load(runQueue.in(f) + RunQueue.CURR, Long.BYTES));
      case NEXT_TASK -> nextTask(f);
      case 4 -> f.setLocal(AFTER, f.load(f.local(CURR) + TaskStruct.NEXT, Long.BYTES));
      case 5 -> f.store(f.local(TASK) + TaskStruct.NEXT, Long.BYTES, f.local(AFTER));
      default -> {
        f.store(f.local(CURR) + TaskStruct.NEXT, Long.BYTES, f.local(TASK));
        f.goTo(NEXT_TASK);
      }
    }
  }

  private static void nextTask(RoutineFrame f) {
    long task = f.local(REST);
    f.setLocal(TASK, task);
    if (task == 0) {
      f.ret();
    } else {
      f.setLocal(REST, f.load(task + TaskStruct.WAKE_ENTRY, Long.BYTES));
    }
  }
}
