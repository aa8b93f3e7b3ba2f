package org.emukernel.mm.vmalloc;

import java.util.Optional;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * drain_vmap_area_work() and reclaim_and_purge_vmap_areas(), mm/vmalloc.c: a purge of everything
 * lazy under vmap_purge_lock; the second makes lazy areas of fragmented vmap blocks before. The
 * mutex is waited for by polling.
 */
final class LockedPurge extends KernelRoutine {

  private static final int LOCK = 0;

  private final KernelLock lock;
  private final Optional<KernelSymbol> before;
  private final KernelSymbol purge = new KernelSymbol("__purge_vmap_area_lazy");

  LockedPurge(String symbol, KernelLock lock, Optional<String> before) {
    super(
        symbol,
        0,
        "mutex_lock",
        "purge_fragmented_blocks_allcpus",
        "__purge_vmap_area_lazy",
        "mutex_unlock");
    this.lock = lock;
    this.before = before.map(KernelSymbol::new);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> {
        if (!lock.tryTake(f)) {
          f.goTo(LOCK);
        }
      }
      case 1 -> {
        if (before.isPresent()) {
          f.call(before.get().in(f));
        }
      }
      case 2 -> f.call(purge.in(f), -1, 0);
      case 3 -> {
        lock.release(f);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }
}
