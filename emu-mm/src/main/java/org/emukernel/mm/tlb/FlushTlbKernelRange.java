package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.strategy.KernelFlushes;

/**
 * flush_tlb_kernel_range() and flush_tlb_kernel_range_deferrable(), arch/x86/mm/tlb.c (v6.18; the
 * second as in the deferral series): everything on each CPU if the range has more than 33 pages,
 * else each page of it. Arguments: start, end (-1, TLB_FLUSH_ALL, for everything).
 */
final class FlushTlbKernelRange extends KernelRoutine {

  /** tlb_single_page_flush_ceiling: how many pages are still flushed one by one. */
  static final int CEILING = 33;

  private static final int ALL = 4;

  private final int condition;
  private final PerCpuSymbol info;
  private final KernelSymbol onEachCpu = new KernelSymbol("on_each_cpu_cond_mask");
  private final KernelSymbol flushRange = new KernelSymbol("do_kernel_range_flush");
  private final KernelSymbol flushAll = new KernelSymbol("do_flush_tlb_all");
  private final KernelSymbol broadcastRange = new KernelSymbol(InvlpgbKernelRangeFlush.SYMBOL);
  private final KernelSymbol broadcastAll = new KernelSymbol(InvlpgbFlushAll.SYMBOL);
  private final boolean broadcasts;

  /**
   * Makes the routine.
   *
   * @param condition the condition that each target must meet to be called
   * @param flushes whether targets are called at all
   */
  FlushTlbKernelRange(String symbol, int condition, KernelFlushes flushes) {
    super(
        symbol,
        0,
        "get_flush_tlb_info",
        "info_end",
        "kernel_tlb_flush_range",
        "put_flush_tlb_info",
        "kernel_tlb_flush_all",
        "flushed_all");
    this.condition = condition;
    this.broadcasts = flushes == KernelFlushes.BY_BROADCAST;
    this.info = new PerCpuSymbol(FlushTlbInfo.SYMBOL);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> begin(f);
      case 1 -> f.store(info.in(f) + FlushTlbInfo.END, Long.BYTES, f.arg(1));
      case 2 -> flushRange(f);
      case ALL -> flushAll(f);
      case 3, 5 -> {
        f.port().events().kernelRangeFlushed(f.port(), f.arg(0), f.arg(1));
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }

  private void flushRange(RoutineFrame f) {
    if (broadcasts) {
      f.call(broadcastRange.in(f), info.in(f));
    } else {
      f.call(onEachCpu.in(f), condition, flushRange.in(f), info.in(f), 1);
    }
  }

  private void flushAll(RoutineFrame f) {
    if (broadcasts) {
      f.call(broadcastAll.in(f));
    } else {
      f.call(onEachCpu.in(f), condition, flushAll.in(f), 0, 1);
    }
  }

  private void begin(RoutineFrame f) {
    f.port().events().kernelFlushStarted(f.port(), f.arg(0), f.arg(1));
    if (flushesEverything(f.arg(0), f.arg(1))) {
      f.goTo(ALL);
    } else {
      f.store(info.in(f) + FlushTlbInfo.START, Long.BYTES, f.arg(0));
    }
  }

  static boolean flushesEverything(long start, long end) {
    return end == FlushTlbInfo.TLB_FLUSH_ALL
        || (end - start) >>> PageTableFormat.PAGE_SHIFT > CEILING;
  }
}
