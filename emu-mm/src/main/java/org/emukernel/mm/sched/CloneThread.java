package org.emukernel.mm.sched;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.tlb.MmStruct;

/**
 * clone3() with CLONE_VM and CLONE_THREAD (kernel/fork.c, Linux v6.18), as far as the address space
 * goes: a task that shares the caller's, to run on another CPU, which has room for one such task.
 * Argument: the CPU. Returns 0.
 */
final class CloneThread extends KernelRoutine {

  /* Locals. */
  private static final int CURR = 0;
  private static final int MM = 1;

  private final PerCpuSymbol runQueue = new PerCpuSymbol(RunQueue.SYMBOL);
  private final PerCpuSymbol threads = new PerCpuSymbol(RunQueue.THREAD_TASK);
  private final KernelSymbol wakeUp = new KernelSymbol(WakeUpNewTask.SYMBOL);

  CloneThread() {
    super(
        "__do_sys_clone3",
        2,
        "rq_curr",
        "current_mm",
        "mm_users",
        "task_mm",
        "task_active_mm",
        "wake_up_new_task",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(CURR, f.load(runQueue.in(f) + RunQueue.CURR, Long.BYTES));
      case 1 -> f.setLocal(MM, f.load(f.local(CURR) + TaskStruct.MM, Long.BYTES));
      case 2 -> f.fetchAdd(f.local(MM) + MmStruct.MM_USERS, Long.BYTES, 1);
      case 3 -> f.store(task(f) + TaskStruct.MM, Long.BYTES, f.local(MM));
      case 4 -> f.store(task(f) + TaskStruct.ACTIVE_MM, Long.BYTES, f.local(MM));
      case 5 -> f.call(wakeUp.in(f), task(f), f.arg(0));
      default -> f.ret(0);
    }
  }

  private long task(RoutineFrame f) {
    return threads.in(f, (int) f.arg(0));
  }
}
