package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.routine.KernelLock;

/**
 * alloc_vmap_area(), mm/vmalloc.c: takes the lowest free addresses that fit; if none do, purges the
 * lazy areas and tries once more. Arguments: size with the guard page, alignment, region ({@link
 * VmapAreas#VMALLOC}, {@link VmapAreas#MODULES}). Returns the address or -EBUSY.
 */
final class AllocVmapArea extends KernelRoutine {

  private final VmapAreas areas;
  private final KernelLock lock;
  private final KernelSymbol purge = new KernelSymbol("reclaim_and_purge_vmap_areas");

  AllocVmapArea(VmapAreas areas, KernelLock lock) {
    super("alloc_vmap_area", 0, "__alloc_vmap_area", "retry");
    this.areas = areas;
    this.lock = lock;
  }

  @Override
  public void step(RoutineFrame f) {
    long address = take(f);
    if (address != 0) {
      f.ret(address);
    } else if (f.label() == 0) {
      f.call(purge.in(f));
    } else {
      f.ret(-Errno.EBUSY);
    }
  }

  private long take(RoutineFrame f) {
    lock.pass(f);
    long size = f.arg(0);
    int number = (int) f.arg(2);
    long address = areas.take(number, size >>> PageTableFormat.PAGE_SHIFT, f.arg(1));
    VmapRegion region = areas.region(number);
    long shown = address != 0 ? address : region.end() + 1;
    int failed = address == 0 ? 1 : 0;
    f.port()
        .events()
        .allocVmapArea(f.port(), shown, size, f.arg(1), region.start(), region.end(), failed);
    return address;
  }
}
