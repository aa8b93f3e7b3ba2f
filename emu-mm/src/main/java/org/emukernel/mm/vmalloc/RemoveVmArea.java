package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.MemoryOption;

/**
 * remove_vm_area() and free_unmap_vmap_area(), mm/vmalloc.c, which the compiler makes one function
 * of, under either name: clears the entries and leaves the area to the purge. Under debug_pagealloc
 * it flushes at once. Argument: the address of a live area.
 */
final class RemoveVmArea extends KernelRoutine {

  private static final int FLUSH = 1;
  private static final int FREE = 2;

  private final VmapAreas areas;
  private final int afterUnmap;
  private final KernelSymbol vunmap = new KernelSymbol("__vunmap_range_noflush");
  private final KernelSymbol free = new KernelSymbol("free_vmap_area_noflush");
  private final KernelSymbol flush;

  RemoveVmArea(String symbol, VmapAreas areas, VmallocPolicy policy) {
    super(
        symbol,
        0,
        "vunmap_range_noflush",
        "flush_tlb_kernel_range",
        "free_vmap_area_noflush",
        "return");
    this.areas = areas;
    this.flush = new KernelSymbol(policy.flush());
    this.afterUnmap = policy.has(MemoryOption.DEBUG_PAGEALLOC) ? FLUSH : FREE;
  }

  @Override
  public void step(RoutineFrame f) {
    long address = f.arg(0);
    switch (f.label()) {
      case 0 -> f.call(vunmap.in(f), address, end(address));
      case FLUSH -> {
        if (afterUnmap == FLUSH) {
          f.call(flush.in(f), address, end(address));
        }
      }
      case FREE -> f.call(free.in(f), address);
      case 3 -> f.ret();
      default -> throw noLabel(f.label());
    }
  }

  private long end(long address) {
    return address + areas.pages(address) * PageTableFormat.PAGE_BYTES;
  }
}
