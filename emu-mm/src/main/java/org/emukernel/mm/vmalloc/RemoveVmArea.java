package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;

/**
 * remove_vm_area(), mm/vmalloc.c, with free_unmap_vmap_area() and free_vmap_area_noflush() that the
 * compiler puts into it: clears the entries, counts the pages as lazy, puts the area on the lazy
 * list and, over the limit, hands drain_vmap_work to a kworker. Argument: the address of a live
 * area.
 */
final class RemoveVmArea extends KernelRoutine {

  private static final int NR_LAZY = 0;

  private final VmapAreas areas;
  private final long lazyMaxPages;
  private final KernelSymbol vunmap = new KernelSymbol("__vunmap_range_noflush");
  private final KernelSymbol lazyNr = new KernelSymbol(VmallocRoutines.VMAP_LAZY_NR);
  private final KernelSymbol drainWork = new KernelSymbol(VmallocRoutines.DRAIN_VMAP_WORK);

  RemoveVmArea(VmapAreas areas, long lazyMaxPages) {
    super(
        "remove_vm_area",
        1,
        "free_unmap_vmap_area",
        "free_vmap_area_noflush",
        "insert_vmap_area",
        "schedule_work");
    this.areas = areas;
    this.lazyMaxPages = lazyMaxPages;
  }

  @Override
  public void step(RoutineFrame f) {
    long address = f.arg(0);
    switch (f.label()) {
      case 0 -> f.call(vunmap.in(f), address, guardPage(address));
      case 1 -> {
        long pages = areas.pages(address);
        f.setLocal(NR_LAZY, f.fetchAdd(lazyNr.in(f), Long.BYTES, pages) + pages);
      }
      case 2 -> insert(f, address);
      case 3 -> {
        f.fetchOr(drainWork.in(f), Long.BYTES, 1);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }

  private long guardPage(long address) {
    return address + (areas.pages(address) - 1) * PageTableFormat.PAGE_BYTES;
  }

  private void insert(RoutineFrame f, long address) {
    areas.addLazy(address);
    long lazy = f.local(NR_LAZY);
    f.port().events().freeVmapAreaNoflush(f.port(), address, lazy, lazyMaxPages);
    if (lazy <= lazyMaxPages) {
      f.ret();
    }
  }
}
