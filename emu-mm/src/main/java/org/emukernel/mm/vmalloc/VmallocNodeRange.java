package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * __vmalloc_node_range(), mm/vmalloc.c: addresses, pages, and the mapping of one to the other, with
 * a guard page behind. Arguments: size, alignment, region, protection bits ({@link
 * org.emukernel.api.paging.Protection#bits}). Returns the address, or 0 if there are no addresses
 * or no pages. The pages hold what they held before.
 */
final class VmallocNodeRange extends KernelRoutine {

  private static final int AREA = 0;

  private final VmapAreas areas;
  private final KernelMemory memory;
  private final KernelSymbol allocVmapArea = new KernelSymbol("alloc_vmap_area");
  private final KernelSymbol vmapPagesRange = new KernelSymbol("vmap_pages_range_noflush");
  private final KernelSymbol vfree = new KernelSymbol("vfree");

  VmallocNodeRange(VmapAreas areas, KernelMemory memory) {
    super(
        "__vmalloc_node_range_noprof",
        1,
        "__get_vm_area_node",
        "__vmalloc_area_node",
        "mapped",
        "freed");
    this.areas = areas;
    this.memory = memory;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 ->
          f.call(
              allocVmapArea.in(f), (pages(f) + 1) * PageTableFormat.PAGE_BYTES, f.arg(1), f.arg(2));
      case 1 -> populate(f);
      case 2 -> mapped(f);
      case 3 -> f.ret(0);
      default -> throw noLabel(f.label());
    }
  }

  private static long pages(RoutineFrame f) {
    return (f.arg(0) + PageTableFormat.PAGE_BYTES - 1) >>> PageTableFormat.PAGE_SHIFT;
  }

  private void populate(RoutineFrame f) {
    long area = f.result();
    if (Errno.isError(area)) {
      f.ret(0);
      return;
    }
    memory.zoneLock().pass(f);
    long chain = memory.frames().takeChain((int) pages(f));
    if (chain == PageFrames.NONE) {
      areas.giveBack(area);
      f.ret(0);
      return;
    }
    areas.setPages(area, chain);
    f.setLocal(AREA, area);
    f.call(vmapPagesRange.in(f), area, pages(f), chain, f.arg(3));
  }

  private void mapped(RoutineFrame f) {
    if (f.result() == 0) {
      f.ret(f.local(AREA));
    } else {
      f.call(vfree.in(f), f.local(AREA));
    }
  }
}
