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
 * org.emukernel.api.paging.Protection#bits}) with {@link #VM_ALLOW_HUGE_VMAP} or without. Returns
 * the address, or 0 if there are no addresses or no pages. The pages hold what they held before.
 */
final class VmallocNodeRange extends KernelRoutine {

  /** Flag beside the protection bits: large pages if possible. */
  static final int VM_ALLOW_HUGE_VMAP = 1 << 16;

  private static final int LARGE_LEVEL = 2;
  private static final int ALLOCATE = 1;
  private static final int AREA = 0;
  private static final int HUGE = 1;

  private final VmapAreas areas;
  private final KernelMemory memory;
  private final KernelSymbol allocVmapArea = new KernelSymbol("alloc_vmap_area");
  private final KernelSymbol vmapPagesRange = new KernelSymbol("vmap_pages_range_noflush");
  private final KernelSymbol vfree = new KernelSymbol("vfree");

  VmallocNodeRange(VmapAreas areas, KernelMemory memory) {
    super(
        "__vmalloc_node_range_noprof",
        2,
        "again",
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
      case 0 -> begin(f);
      case ALLOCATE ->
          f.call(
              allocVmapArea.in(f),
              (pages(f) + 1) * PageTableFormat.PAGE_BYTES,
              f.local(HUGE) != 0 ? Math.max(f.arg(1), large()) : f.arg(1),
              f.arg(2));
      case 2 -> populate(f);
      case 3 -> mapped(f);
      case 4 -> f.ret(0);
      default -> throw noLabel(f.label());
    }
  }

  private void begin(RoutineFrame f) {
    boolean allowed = (f.arg(3) & VM_ALLOW_HUGE_VMAP) != 0 && memory.format().mayMap(LARGE_LEVEL);
    f.setLocal(HUGE, allowed && f.arg(0) >= large() ? VM_ALLOW_HUGE_VMAP : 0);
  }

  private long large() {
    return memory.format().bytesCovered(LARGE_LEVEL);
  }

  private long pages(RoutineFrame f) {
    long unit = f.local(HUGE) != 0 ? large() : PageTableFormat.PAGE_BYTES;
    return (f.arg(0) + unit - 1 & -unit) >>> PageTableFormat.PAGE_SHIFT;
  }

  private void populate(RoutineFrame f) {
    long area = f.result();
    if (Errno.isError(area)) {
      fail(f);
      return;
    }
    memory.zoneLock().pass(f);
    long chain = takePages(f);
    if (chain == PageFrames.NONE) {
      areas.giveBack(area);
      fail(f);
      return;
    }
    areas.setPages(area, chain);
    f.setLocal(AREA, area);
    long protection = f.arg(3) & ~VM_ALLOW_HUGE_VMAP;
    f.call(vmapPagesRange.in(f), area, pages(f), chain, protection | f.local(HUGE));
  }

  private long takePages(RoutineFrame f) {
    int count = (int) pages(f);
    int large = (int) (large() >>> PageTableFormat.PAGE_SHIFT);
    return f.local(HUGE) != 0
        ? memory.frames().takeLargeChain(count, large)
        : memory.frames().takeChain(count);
  }

  /* Without large pages the function tries again with small ones ("goto again"). */
  private static void fail(RoutineFrame f) {
    if (f.local(HUGE) != 0) {
      f.setLocal(HUGE, 0);
      f.goTo(ALLOCATE);
    } else {
      f.ret(0);
    }
  }

  private void mapped(RoutineFrame f) {
    if (f.result() == 0) {
      f.ret(f.local(AREA));
    } else {
      f.call(vfree.in(f), f.local(AREA));
    }
  }
}
