package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.DirectMap;

/**
 * flush_tlb_mm_range(), arch/x86/mm/tlb.c, Linux v6.18: moves the address space's generation on and
 * has each CPU that runs it catch up. Arguments: the mm, start, end; page tables are never freed.
 */
final class FlushTlbMmRange extends KernelRoutine {

  /** How often CPUs that have left are taken out of mm_cpumask(): once a second (HZ). */
  private static final long TRIM_NS = 1_000_000_000L;

  private static final int CPUMASK_ANY_BUT = 5;
  private static final int SHOULD_TRIM = 6;
  private static final int INFO_FLAGS = 8;
  private static final int LOCAL = 11;
  private static final int PUT = 14;

  /* Locals. */
  private static final int START = 0;
  private static final int END = 1;
  private static final int GEN = 2;
  private static final int WORD = 3;
  private static final int TRIM = 4;

  private final DirectMap directMap;
  private final PerCpuSymbol info = new PerCpuSymbol(FlushTlbInfo.SYMBOL);
  private final PerCpuSymbol tlbstate = new PerCpuSymbol(TlbState.SYMBOL);
  private final KernelSymbol flushMulti = new KernelSymbol(NativeFlushTlbMulti.SYMBOL);
  private final KernelSymbol flushFunc = new KernelSymbol(FlushTlbFunc.SYMBOL);

  FlushTlbMmRange(DirectMap directMap) {
    super(
        "flush_tlb_mm_range",
        5,
        "inc_mm_tlb_gen",
        "info_mm",
        "info_start",
        "info_end",
        "info_new_tlb_gen",
        "cpumask_any_but",
        "should_trim_cpumask",
        "next_trim_cpumask",
        "info_initiating_cpu",
        "flush_tlb_multi",
        "flushed_multi",
        "info_local",
        "loaded_mm",
        "local_irq_enable",
        "put_flush_tlb_info");
    this.directMap = directMap;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> begin(f);
      case 1 -> f.store(info.in(f) + FlushTlbInfo.MM, Long.BYTES, f.arg(0));
      case 2 -> f.store(info.in(f) + FlushTlbInfo.START, Long.BYTES, f.local(START));
      case 3 -> f.store(info.in(f) + FlushTlbInfo.END, Long.BYTES, f.local(END));
      case 4 -> f.store(info.in(f) + FlushTlbInfo.NEW_TLB_GEN, Long.BYTES, f.local(GEN));
      case CPUMASK_ANY_BUT -> anyOther(f);
      case SHOULD_TRIM -> shouldTrim(f);
      case 7 -> f.store(f.arg(0) + MmStruct.NEXT_TRIM_CPUMASK, 8, f.port().nowNs() + TRIM_NS);
      case INFO_FLAGS -> storeFlags(f);
      case 9 -> flushMulti(f);
      case 10 -> f.goTo(PUT);
      case LOCAL -> storeFlags(f);
      case 12 -> flushLocal(f);
      case 13 -> f.port().localIrqEnable();
      default -> put(f);
    }
  }

  private static void begin(RoutineFrame f) {
    boolean isAll = FlushTlbKernelRange.flushesEverything(f.arg(1), f.arg(2));
    f.setLocal(START, isAll ? 0 : f.arg(1));
    f.setLocal(END, isAll ? FlushTlbInfo.TLB_FLUSH_ALL : f.arg(2));
    f.setLocal(WORD, 0);
    f.setLocal(TRIM, 0);
    f.setLocal(GEN, f.fetchAdd(f.arg(0) + MmStruct.TLB_GEN, Long.BYTES, 1) + 1);
  }

  private static void anyOther(RoutineFrame f) {
    int word = (int) f.local(WORD);
    long others = f.load(MmStruct.cpumaskWord(f.arg(0), word << 6), Long.BYTES);
    if (word == f.cpu() >>> 6) {
      others &= ~(1L << f.cpu());
    }
    if (others != 0) {
      f.goTo(SHOULD_TRIM);
    } else if (word + 1 << 6 < f.port().cpus()) {
      f.setLocal(WORD, word + 1L);
      f.goTo(CPUMASK_ANY_BUT);
    } else {
      f.goTo(LOCAL);
    }
  }

  private static void shouldTrim(RoutineFrame f) {
    if (f.port().nowNs() > f.load(f.arg(0) + MmStruct.NEXT_TRIM_CPUMASK, Long.BYTES)) {
      f.setLocal(TRIM, 1);
    } else {
      f.goTo(INFO_FLAGS);
    }
  }

  private void storeFlags(RoutineFrame f) {
    long flags = FlushTlbInfo.flags(f.cpu(), f.local(TRIM));
    f.store(info.in(f) + FlushTlbInfo.INITIATING_CPU, Long.BYTES, flags);
  }

  private void flushMulti(RoutineFrame f) {
    boolean isAll = f.local(END) == FlushTlbInfo.TLB_FLUSH_ALL;
    long pages = isAll ? -1 : f.local(END) - f.local(START) >>> PageTableFormat.PAGE_SHIFT;
    f.call(flushMulti.in(f), f.arg(0) + MmStruct.CPU_BITMAP, info.in(f), pages);
  }

  private void flushLocal(RoutineFrame f) {
    if (f.load(tlbstate.in(f) + TlbState.LOADED_MM, Long.BYTES) == f.arg(0)) {
      f.port().localIrqDisable();
      f.call(flushFunc.in(f), info.in(f));
    } else {
      f.goTo(PUT);
    }
  }

  private void put(RoutineFrame f) {
    long root = directMap.physical(f.load(f.arg(0) + MmStruct.PGD, Long.BYTES));
    f.port().events().userRangeFlushed(f.port(), root, f.arg(1), f.arg(2));
    f.ret();
  }
}
