package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;

/**
 * do_kernel_range_flush(), arch/x86/mm/tlb.c: drops one page after the other on the CPU that runs
 * it. Argument: the sender's struct flush_tlb_info.
 */
final class DoKernelRangeFlush extends KernelRoutine {

  private static final int LOOP = 2;
  private static final int ADDRESS = 0;
  private static final int END = 1;

  private final KernelSymbol flushOneKernel = new KernelSymbol(FlushTlbOneKernel.SYMBOL);

  DoKernelRangeFlush() {
    super("do_kernel_range_flush", 2, "info_start", "info_end", FlushTlbOneKernel.SYMBOL, "next");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(ADDRESS, f.load(f.arg(0) + FlushTlbInfo.START, Long.BYTES));
      case 1 -> f.setLocal(END, f.load(f.arg(0) + FlushTlbInfo.END, Long.BYTES));
      case LOOP -> flushOne(f);
      default -> {
        f.setLocal(ADDRESS, f.local(ADDRESS) + PageTableFormat.PAGE_BYTES);
        f.goTo(LOOP);
      }
    }
  }

  private void flushOne(RoutineFrame f) {
    if (Long.compareUnsigned(f.local(ADDRESS), f.local(END)) >= 0) {
      f.ret();
    } else {
      f.call(flushOneKernel.in(f), f.local(ADDRESS));
    }
  }
}
