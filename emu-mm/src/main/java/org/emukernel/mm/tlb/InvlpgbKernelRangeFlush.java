package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;

/**
 * invlpgb_kernel_range_flush(), arch/x86/mm/tlb.c, Linux v6.15 and later: drops a range of the
 * kernel on all CPUs by broadcast, as many pages at a time as the CPU can, then waits until all
 * have done it. Argument: the struct flush_tlb_info.
 */
final class InvlpgbKernelRangeFlush extends KernelRoutine {

  static final String SYMBOL = "invlpgb_kernel_range_flush";

  private static final int LOOP = 2;
  private static final int TLBSYNC = 3;

  /* Locals. */
  private static final int ADDRESS = 0;
  private static final int END = 1;

  InvlpgbKernelRangeFlush() {
    super(SYMBOL, 2, "info_start", "info_end", "invlpgb_flush_addr_nosync", "__tlbsync");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(ADDRESS, f.load(f.arg(0) + FlushTlbInfo.START, Long.BYTES));
      case 1 -> f.setLocal(END, f.load(f.arg(0) + FlushTlbInfo.END, Long.BYTES));
      case LOOP -> flushSome(f);
      default -> Tlbsync.step(f);
    }
  }

  private static void flushSome(RoutineFrame f) {
    if (!f.port().broadcastsAreDone()) {
      f.port().relax();
      f.goTo(LOOP);
      return;
    }
    long address = f.local(ADDRESS);
    long left = f.local(END) - address >>> PageTableFormat.PAGE_SHIFT;
    int pages = (int) Math.max(1, Math.min(left, f.port().broadcastPages()));
    f.port().broadcastKernelPages(address, pages);
    f.setLocal(ADDRESS, address + (long) pages * PageTableFormat.PAGE_BYTES);
    f.goTo(left > pages ? LOOP : TLBSYNC);
  }
}
