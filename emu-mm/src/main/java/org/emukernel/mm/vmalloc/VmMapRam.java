package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Protection;

/**
 * vm_map_ram(), mm/vmalloc.c: maps pages of the caller's for a short time. Arguments: the first of
 * a chain of physical pages, how many. Returns the address, or 0. Up to 64 pages (VMAP_MAX_ALLOC)
 * come from a vmap block, more from an area of their own.
 */
final class VmMapRam extends KernelRoutine {

  /** VMAP_MAX_ALLOC. */
  static final int MAX_ALLOC = 64;

  private static final int ADDRESS = 0;
  private static final int MAPPED = 2;

  private final KernelSymbol vbAlloc = new KernelSymbol("vb_alloc");
  private final KernelSymbol allocVmapArea = new KernelSymbol("alloc_vmap_area");
  private final KernelSymbol mapPages = new KernelSymbol("vmap_pages_range_noflush");
  private final KernelSymbol unmapRam = new KernelSymbol("vm_unmap_ram");

  VmMapRam() {
    super("vm_map_ram", 1, "alloc", "vmap_pages_range", "mapped", "failed");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> allocate(f, f.arg(1));
      case 1 -> map(f);
      case MAPPED -> {
        if (f.result() == 0) {
          f.ret(f.local(ADDRESS));
        } else {
          f.call(unmapRam.in(f), f.local(ADDRESS), f.arg(1));
        }
      }
      case 3 -> f.ret(0);
      default -> throw noLabel(f.label());
    }
  }

  private void allocate(RoutineFrame f, long pages) {
    if (pages <= MAX_ALLOC) {
      f.call(vbAlloc.in(f), pages);
    } else {
      f.call(
          allocVmapArea.in(f),
          pages * PageTableFormat.PAGE_BYTES,
          PageTableFormat.PAGE_BYTES,
          VmapAreas.VMALLOC);
    }
  }

  private void map(RoutineFrame f) {
    long address = f.result();
    if (Errno.isError(address)) {
      f.ret(0);
      return;
    }
    f.setLocal(ADDRESS, address);
    f.call(mapPages.in(f), address, f.arg(1), f.arg(0), Protection.PAGE_KERNEL.bits());
  }

  /** vm_unmap_ram(), mm/vmalloc.c. Arguments: address, pages, as they were for vm_map_ram(). */
  static final class VmUnmapRam extends KernelRoutine {

    private final KernelSymbol vbFree = new KernelSymbol("vb_free");
    private final KernelSymbol freeArea = new KernelSymbol("free_unmap_vmap_area");

    VmUnmapRam() {
      super("vm_unmap_ram", 0, "free", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 1) {
        f.ret();
      } else if (f.arg(1) <= MAX_ALLOC) {
        f.call(vbFree.in(f), f.arg(0), f.arg(1));
      } else {
        f.call(freeArea.in(f), f.arg(0));
      }
    }
  }
}
