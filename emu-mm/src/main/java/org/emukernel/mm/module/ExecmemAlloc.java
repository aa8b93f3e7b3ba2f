package org.emukernel.mm.module;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.vmalloc.VmapAreas;

/**
 * execmem_alloc_rw(), mm/execmem.c, of a kernel without CONFIG_ARCH_HAS_EXECMEM_ROX: an area of
 * module space, not executable yet. Argument: bytes. Returns the address, or 0.
 */
final class ExecmemAlloc extends KernelRoutine {

  private final KernelSymbol vmalloc = new KernelSymbol("__vmalloc_node_range_noprof");

  ExecmemAlloc() {
    super("execmem_alloc_rw", 0, "execmem_vmalloc", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(
          vmalloc.in(f),
          f.arg(0),
          PageTableFormat.PAGE_BYTES,
          VmapAreas.MODULES,
          Protection.PAGE_KERNEL.bits());
    } else {
      f.ret(f.result());
    }
  }
}
