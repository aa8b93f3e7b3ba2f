package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * drain_vmap_area_work() and reclaim_and_purge_vmap_areas(), mm/vmalloc.c: a purge of everything
 * lazy under vmap_purge_lock. The mutex is waited for by polling.
 */
final class LockedPurge extends KernelRoutine {

  private static final int LOCK = 0;

  private final KernelLock lock;
  private final KernelSymbol purge = new KernelSymbol("__purge_vmap_area_lazy");

  LockedPurge(String symbol, KernelLock lock) {
    super(symbol, 0, "mutex_lock", "__purge_vmap_area_lazy", "mutex_unlock");
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> {
        if (!lock.tryTake(f)) {
          f.goTo(LOCK);
        }
      }
      case 1 -> f.call(purge.in(f), -1, 0);
      case 2 -> {
        lock.release(f);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }
}
