package org.emukernel.mm.sched;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * wake_up_new_task() with ttwu_queue_wakelist(), kernel/sched/core.c, Linux v6.18: adds a task to
 * the list of another CPU, which takes it in when its running task gives way. Arguments: the task,
 * the CPU.
 */
final class WakeUpNewTask extends KernelRoutine {

  static final String SYMBOL = "wake_up_new_task";

  private static final int HEAD = 0;

  private final PerCpuSymbol runQueue = new PerCpuSymbol(RunQueue.SYMBOL);
  private final PerCpuSymbol ttwuPending = new PerCpuSymbol(RunQueue.TTWU_PENDING);
  private final KernelSymbol reschedule = new KernelSymbol("__resched_curr");

  WakeUpNewTask() {
    super(SYMBOL, 1, "llist_first", "wake_entry", "llist_add", "ttwu_pending", "resched", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(HEAD, f.load(list(f), Long.BYTES));
      case 1 -> f.store(f.arg(0) + TaskStruct.WAKE_ENTRY, Long.BYTES, f.local(HEAD));
      case 2 -> {
        if (f.compareExchange(list(f), Long.BYTES, f.local(HEAD), f.arg(0)) != f.local(HEAD)) {
          f.goTo(0);
        }
      }
      case 3 -> f.fetchOr(ttwuPending.in(f, (int) f.arg(1)), Long.BYTES, 1);
      case 4 -> f.call(reschedule.in(f), f.arg(1));
      default -> f.ret();
    }
  }

  private long list(RoutineFrame f) {
    return runQueue.in(f, (int) f.arg(1)) + RunQueue.WAKE_LIST;
  }
}
