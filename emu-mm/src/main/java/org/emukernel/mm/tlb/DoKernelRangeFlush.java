package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;

/**
 * do_kernel_range_flush(), arch/x86/mm/tlb.c: drops one page after the other on the CPU that runs
 * it. Argument: the sender's struct flush_tlb_info.
 */
final class DoKernelRangeFlush extends KernelRoutine {

  private static final int ADDRESS = 0;
  private static final int END = 1;

  DoKernelRangeFlush() {
    super("do_kernel_range_flush", 2, "info_start", "info_end", "flush_tlb_one_kernel");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(ADDRESS, f.load(f.arg(0) + FlushTlbInfo.START, Long.BYTES));
      case 1 -> f.setLocal(END, f.load(f.arg(0) + FlushTlbInfo.END, Long.BYTES));
      case 2 -> flushOne(f);
      default -> throw noLabel(f.label());
    }
  }

  private static void flushOne(RoutineFrame f) {
    long address = f.local(ADDRESS);
    if (Long.compareUnsigned(address, f.local(END)) >= 0) {
      f.ret();
      return;
    }
    f.port().flushLocalKernelPage(address);
    f.setLocal(ADDRESS, address + PageTableFormat.PAGE_BYTES);
    f.goTo(f.label());
  }
}
