package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * _vm_unmap_aliases(), mm/vmalloc.c: purges everything lazy now and flushes a range of the caller's
 * with it. Arguments: start, end (-1 and 0 for none), whether the range must be flushed even if
 * nothing was lazy. There are no vmap blocks (vm_map_ram()) here, which Linux would purge first.
 */
final class VmUnmapAliases extends KernelRoutine {

  private static final int LOCK = 0;
  private static final int UNLOCK = 3;

  private final KernelLock lock;
  private final KernelSymbol purge = new KernelSymbol("__purge_vmap_area_lazy");
  private final KernelSymbol flush;

  /**
   * Makes the routine.
   *
   * @param flush the function that flushes for vmalloc
   */
  VmUnmapAliases(KernelLock lock, String flush) {
    super(
        "_vm_unmap_aliases",
        0,
        "mutex_lock",
        "__purge_vmap_area_lazy",
        "flush_tlb_kernel_range",
        "mutex_unlock");
    this.lock = lock;
    this.flush = new KernelSymbol(flush);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> {
        if (!lock.tryTake(f)) {
          f.goTo(LOCK);
        }
      }
      case 1 -> f.call(purge.in(f), f.arg(0), f.arg(1));
      case 2 -> {
        if (f.result() == 0 && f.arg(2) != 0) {
          f.call(flush.in(f), f.arg(0), f.arg(1));
        }
      }
      case UNLOCK -> {
        lock.release(f);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }
}
