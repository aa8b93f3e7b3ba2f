package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;

/**
 * vmalloc_huge_node(), mm/vmalloc.c, and __kvmalloc_node(), mm/slub.c, where kmalloc() has no
 * memory: memory that is mapped by large pages if it is large enough and contiguous pages can be
 * had (VM_ALLOW_HUGE_VMAP). Argument: bytes. Returns the address, or 0.
 */
final class VmallocHuge extends KernelRoutine {

  private final KernelSymbol vmalloc = new KernelSymbol("__vmalloc_node_range_noprof");

  VmallocHuge(String symbol) {
    super(symbol, 0, "__vmalloc_node_range", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(
          vmalloc.in(f),
          f.arg(0),
          1,
          VmapAreas.VMALLOC,
          Protection.PAGE_KERNEL.bits() | VmallocNodeRange.VM_ALLOW_HUGE_VMAP);
    } else {
      f.ret(f.result());
    }
  }
}
