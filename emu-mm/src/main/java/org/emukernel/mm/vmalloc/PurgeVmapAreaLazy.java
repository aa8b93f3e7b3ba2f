package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __purge_vmap_area_lazy(), mm/vmalloc.c: one flush of the span of all lazy areas and of the range
 * that the caller names; only then the areas become free, one a step. Called with vmap_purge_lock
 * held. Arguments: start, end (-1 and 0 for none). Returns whether anything was purged.
 */
final class PurgeVmapAreaLazy extends KernelRoutine {

  private static final int START = 0;
  private static final int END = 1;
  private static final int AREA = 2;
  private static final int AREAS = 3;
  private static final int PAGES = 4;
  private static final int TRACE = 3;

  private final VmapAreas areas;
  private final KernelSymbol flush;
  private final KernelSymbol lazyNr = new KernelSymbol(VmallocRoutines.VMAP_LAZY_NR);

  /**
   * Makes the routine.
   *
   * @param flush the function that flushes for vmalloc
   */
  PurgeVmapAreaLazy(VmapAreas areas, String flush) {
    super(
        "__purge_vmap_area_lazy",
        5,
        "flush_tlb_kernel_range",
        "purge_vmap_node",
        "atomic_long_sub",
        "trace_purge_vmap_area_lazy");
    this.areas = areas;
    this.flush = new KernelSymbol(flush);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> begin(f);
      case 1 -> purgeOne(f);
      case 2 -> f.fetchAdd(lazyNr.in(f), Long.BYTES, -f.local(PAGES));
      case TRACE -> {
        long purged = f.local(AREAS);
        f.port().events().purgeVmapAreaLazy(f.port(), f.local(START), f.local(END), purged);
        f.ret(purged > 0 ? 1 : 0);
      }
      default -> throw noLabel(f.label());
    }
  }

  private void begin(RoutineFrame f) {
    long start = VmapAreas.unsignedMin(f.arg(0), areas.lazyStart());
    long end = VmapAreas.unsignedMax(f.arg(1), areas.lazyEnd());
    long first = areas.takeLazy();
    f.setLocal(START, start);
    f.setLocal(END, end);
    f.setLocal(AREA, first);
    f.setLocal(AREAS, 0);
    f.setLocal(PAGES, 0);
    if (first == 0) {
      f.goTo(TRACE);
    } else {
      f.call(flush.in(f), start, end);
    }
  }

  private void purgeOne(RoutineFrame f) {
    long area = f.local(AREA);
    f.setLocal(AREAS, f.local(AREAS) + 1);
    f.setLocal(PAGES, f.local(PAGES) + areas.pages(area));
    long next = areas.purge(area);
    f.setLocal(AREA, next);
    if (next != 0) {
      f.goTo(f.label());
    }
  }
}
