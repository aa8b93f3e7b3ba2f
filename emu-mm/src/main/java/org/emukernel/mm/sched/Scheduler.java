package org.emukernel.mm.sched;

import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.MemoryManager.PendingWork;

/**
 * What there is of the scheduler: each CPU's tasks take turns when one of them gives way, after the
 * CPU's kernel thread has done the works that are pending. There is no tick and no preemption.
 */
public final class Scheduler {

  private Scheduler() {}

  /**
   * {@return the functions}
   *
   * @param works what kernel threads do
   */
  public static List<Routine> routines(List<PendingWork> works) {
    return List.of(
        new Schedule(works),
        new SchedTtwuPending(),
        new ContextSwitch(),
        new CloneThread(),
        new WakeUpNewTask());
  }

  /** {@return the variables} */
  public static List<KernelVariable> variables() {
    return List.of(
        new KernelVariable(RunQueue.SYMBOL, RunQueue.BYTES, Storage.PER_CPU),
        new KernelVariable(RunQueue.TTWU_PENDING, Long.BYTES, Storage.PER_CPU),
        new KernelVariable(RunQueue.INIT_TASK, TaskStruct.BYTES, Storage.PER_CPU),
        new KernelVariable(RunQueue.THREAD_TASK, TaskStruct.BYTES, Storage.PER_CPU),
        new KernelVariable(RunQueue.KWORKER_TASK, TaskStruct.BYTES, Storage.PER_CPU));
  }

  /** {@return where a CPU learns that tasks wait to run on it} */
  public static PendingWork waitingTasks() {
    return new PendingWork(RunQueue.TTWU_PENDING, Storage.PER_CPU, "schedule");
  }
}
