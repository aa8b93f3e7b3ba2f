package org.emukernel.mm.mmap;

import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.sched.RunQueue;
import org.emukernel.mm.sched.TaskStruct;
import org.emukernel.mm.tlb.MmStruct;

/**
 * current->mm and its mmap_lock, for system calls: three steps at the beginning and one at the end.
 */
final class CurrentMm {

  private final PerCpuSymbol runQueue = new PerCpuSymbol(RunQueue.SYMBOL);

  /** {@return the running task} The step's only access. */
  long current(RoutineFrame f) {
    return f.load(runQueue.in(f) + RunQueue.CURR, Long.BYTES);
  }

  /** {@return its mm} The step's only access. */
  static long mm(RoutineFrame f, long current) {
    return f.load(current + TaskStruct.MM, Long.BYTES);
  }

  /** One turn of mmap_write_lock(): waits at this label until the lock is free. */
  static void lock(RoutineFrame f, long mm) {
    if (f.compareExchange(mm + MmStruct.MMAP_LOCK, Long.BYTES, 0, 1) != 0) {
      f.port().relax();
      f.goTo(f.label());
    }
  }

  /** mmap_write_unlock(). */
  static void unlock(RoutineFrame f, long mm) {
    f.exchange(mm + MmStruct.MMAP_LOCK, Long.BYTES, 0);
  }
}
