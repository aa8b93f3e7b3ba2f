package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;

/**
 * free_vmap_area_noflush(), mm/vmalloc.c: counts the pages as lazy, puts the area on the lazy list
 * and, over the limit, hands drain_vmap_work to a kworker. Argument: the address of an unmapped
 * area.
 */
final class FreeVmapAreaNoflush extends KernelRoutine {

  private static final int NR_LAZY = 0;

  private final VmapAreas areas;
  private final long lazyMaxPages;
  private final KernelSymbol lazyNr = new KernelSymbol(VmallocRoutines.VMAP_LAZY_NR);
  private final KernelSymbol drainWork = new KernelSymbol(VmallocRoutines.DRAIN_VMAP_WORK);

  FreeVmapAreaNoflush(VmapAreas areas, long lazyMaxPages) {
    super("free_vmap_area_noflush", 1, "atomic_long_add", "insert_vmap_area", "schedule_work");
    this.areas = areas;
    this.lazyMaxPages = lazyMaxPages;
  }

  @Override
  public void step(RoutineFrame f) {
    long address = f.arg(0);
    switch (f.label()) {
      case 0 -> {
        long pages = areas.pages(address);
        f.setLocal(NR_LAZY, f.fetchAdd(lazyNr.in(f), Long.BYTES, pages) + pages);
      }
      case 1 -> insert(f, address);
      case 2 -> {
        f.fetchOr(drainWork.in(f), Long.BYTES, 1);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }

  private void insert(RoutineFrame f, long address) {
    areas.addLazy(address);
    long lazy = f.local(NR_LAZY);
    long size = areas.pages(address) * PageTableFormat.PAGE_BYTES;
    f.port().events().freeVmapAreaNoflush(f.port(), address, size, lazy, lazyMaxPages);
    if (lazy <= lazyMaxPages) {
      f.ret();
    }
  }
}
