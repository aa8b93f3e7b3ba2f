package org.emukernel.mm.percpu;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * pcpu_balance_workfn(), mm/percpu.c: in a kworker, frees chunks, takes the memory of empty pages
 * back and keeps a few populated for atomic allocations.
 */
final class PcpuBalanceWorkfn extends KernelRoutine {

  private static final int LOCK = 0;

  private final KernelLock mutex;
  private final KernelSymbol balanceFree = new KernelSymbol("pcpu_balance_free");
  private final KernelSymbol reclaim = new KernelSymbol("pcpu_reclaim_populated");
  private final KernelSymbol balancePopulated = new KernelSymbol("pcpu_balance_populated");

  PcpuBalanceWorkfn(KernelLock mutex) {
    super(
        "pcpu_balance_workfn",
        0,
        "mutex_lock",
        "pcpu_balance_free",
        "pcpu_reclaim_populated",
        "pcpu_balance_populated",
        "pcpu_balance_free_empty",
        "mutex_unlock");
    this.mutex = mutex;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> {
        if (!mutex.tryTake(f)) {
          f.goTo(LOCK);
        }
      }
      case 1 -> f.call(balanceFree.in(f), 0);
      case 2 -> f.call(reclaim.in(f));
      case 3 -> f.call(balancePopulated.in(f));
      case 4 -> f.call(balanceFree.in(f), 1);
      case 5 -> {
        mutex.release(f);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }
}
