package org.emukernel.mm.setmemory;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;

/**
 * cpa_flush(), arch/x86/mm/pat/set_memory.c (v6.16 and later, which call flush_tlb_kernel_range()):
 * never deferrable. Arguments: address, pages, whether everything must be flushed, whether large
 * pages are to be put together again (CPA_COLLAPSE).
 */
final class CpaFlush extends KernelRoutine {

  private static final long TLB_FLUSH_ALL = -1L;

  private final KernelSymbol flush = new KernelSymbol("flush_tlb_kernel_range");
  private final KernelSymbol collapse = new KernelSymbol("cpa_collapse_large_pages");

  CpaFlush() {
    super("cpa_flush", 0, "flush_tlb_kernel_range", "collapse_large_pages", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      long end = f.arg(0) + f.arg(1) * PageTableFormat.PAGE_BYTES;
      f.call(flush.in(f), f.arg(0), f.arg(2) != 0 ? TLB_FLUSH_ALL : end);
    } else if (f.label() == 1 && f.arg(3) != 0) {
      f.call(collapse.in(f), f.arg(0), f.arg(1));
    } else {
      f.ret();
    }
  }
}
