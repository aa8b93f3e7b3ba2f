package org.emukernel.mm.work;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * process_one_work(), kernel/workqueue.c: clears the work's pending bit, then calls its function,
 * so that work queued meanwhile runs again. Arguments: the function's address, its argument, the
 * address of the word with the pending bit or 0.
 */
final class ProcessOneWork extends KernelRoutine {

  ProcessOneWork() {
    super("process_one_work", 0, "clear_pending", "call", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        if (f.arg(2) != 0) {
          f.exchange(f.arg(2), Long.BYTES, 0);
        }
      }
      case 1 -> f.call(f.arg(0), f.arg(1));
      case 2 -> f.ret(f.result());
      default -> throw noLabel(f.label());
    }
  }
}
