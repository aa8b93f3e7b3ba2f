package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.api.paging.PageTableFormat;

/**
 * flush_tlb_func(), arch/x86/mm/tlb.c, Linux v6.18: brings this CPU's translations of the loaded
 * address space up to its generation; page by page if it lacks just the flush that is asked for,
 * else all of them. A CPU in lazy mode switches to init_mm instead, one that has left the address
 * space takes itself out of mm_cpumask(). Interrupts are off. Argument: the sender's struct
 * flush_tlb_info.
 */
final class FlushTlbFunc extends KernelRoutine {

  static final String SYMBOL = "flush_tlb_func";

  private static final int CPUMASK_CLEAR = 4;
  private static final int IS_LAZY = 5;
  private static final int LOCAL_TLB_GEN = 8;
  private static final int PARTIAL = 13;
  private static final int FULL = 15;
  private static final int SET_TLB_GEN = 17;

  /* Locals. */
  private static final int LOADED_MM = 0;
  private static final int ASID = 1;
  private static final int INITIATOR = 2;
  private static final int LOCAL_GEN = 3;
  private static final int NEW_GEN = 4;
  private static final int MM_GEN = 5;
  private static final int ADDRESS = 6;
  private static final int END = 7;
  private static final int PAGES = 8;

  private final PerCpuSymbol tlbstate = new PerCpuSymbol(TlbState.SYMBOL);
  private final PerCpuSymbol shared = new PerCpuSymbol(TlbState.SHARED);
  private final KernelSymbol initMm = new KernelSymbol(MmStruct.INIT_MM);
  private final KernelSymbol switchMm = new KernelSymbol("switch_mm_irqs_off");
  private final KernelSymbol flushOneUser = new KernelSymbol(FlushTlbOneUser.SYMBOL);

  FlushTlbFunc() {
    super(
        SYMBOL,
        9,
        "loaded_mm",
        "loaded_mm_asid",
        "info_initiating_cpu",
        "info_mm",
        "cpumask_clear_cpu",
        "is_lazy",
        "switch_mm_irqs_off",
        "was_lazy",
        "local_tlb_gen",
        "info_new_tlb_gen",
        "mm_tlb_gen",
        "info_start",
        "info_end",
        FlushTlbOneUser.SYMBOL,
        "next_page",
        "invalidate_user_asid",
        "flush_tlb_local",
        "set_tlb_gen");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(LOADED_MM, f.load(tlbstate.in(f) + TlbState.LOADED_MM, Long.BYTES));
      case 1 -> f.setLocal(ASID, f.load(tlbstate.in(f) + TlbState.LOADED_MM_ASID, Short.BYTES));
      case 2 -> f.setLocal(INITIATOR, f.load(f.arg(0) + FlushTlbInfo.INITIATING_CPU, 4));
      case 3 -> compareMm(f);
      case CPUMASK_CLEAR -> clearCpumask(f);
      case IS_LAZY -> isLazy(f);
      case 6 -> f.call(switchMm.in(f), 0, initMm.in(f), 0);
      case 7 -> f.ret();
      case LOCAL_TLB_GEN -> f.setLocal(LOCAL_GEN, f.load(generation(f), Long.BYTES));
      case 9 -> compareNew(f);
      case 10 -> compareLatest(f);
      case 11 -> f.setLocal(ADDRESS, f.load(f.arg(0) + FlushTlbInfo.START, Long.BYTES));
      case 12 -> decideExtent(f);
      case PARTIAL -> flushOne(f);
      case 14 -> {
        f.setLocal(ADDRESS, f.local(ADDRESS) + PageTableFormat.PAGE_BYTES);
        f.goTo(PARTIAL);
      }
      case FULL -> invalidateUserAsid(f);
      case 16 -> f.port().flushLocalAddressSpace();
      default -> setGeneration(f);
    }
  }

  private long generation(RoutineFrame f) {
    return tlbstate.in(f) + TlbState.tlbGen((int) f.local(ASID));
  }

  private void compareMm(RoutineFrame f) {
    long mm = f.load(f.arg(0) + FlushTlbInfo.MM, Long.BYTES);
    if (mm != f.local(LOADED_MM)) {
      f.setLocal(ADDRESS, mm);
      f.goTo(CPUMASK_CLEAR);
    } else if (mm == initMm.in(f)) {
      f.ret();
    } else {
      f.goTo(IS_LAZY);
    }
  }

  private static void clearCpumask(RoutineFrame f) {
    long word = MmStruct.cpumaskWord(f.local(ADDRESS), f.cpu());
    f.fetchAnd(word, Long.BYTES, ~(1L << f.cpu()));
    f.port().events().tlbFlush(f.port(), TlbFlushReason.TLB_REMOTE_WRONG_CPU, 0);
    f.ret();
  }

  private void isLazy(RoutineFrame f) {
    if (f.load(shared.in(f), Long.BYTES) == 0) {
      f.goTo(LOCAL_TLB_GEN);
    }
  }

  private static void compareNew(RoutineFrame f) {
    f.setLocal(NEW_GEN, f.load(f.arg(0) + FlushTlbInfo.NEW_TLB_GEN, Long.BYTES));
    if (Long.compareUnsigned(f.local(NEW_GEN), f.local(LOCAL_GEN)) <= 0) {
      f.ret();
    }
  }

  private static void compareLatest(RoutineFrame f) {
    f.setLocal(MM_GEN, f.load(f.local(LOADED_MM) + MmStruct.TLB_GEN, Long.BYTES));
    if (f.local(MM_GEN) == f.local(LOCAL_GEN)) {
      trace(f, 0);
      f.ret();
    }
  }

  private static void decideExtent(RoutineFrame f) {
    long end = f.load(f.arg(0) + FlushTlbInfo.END, Long.BYTES);
    f.setLocal(END, end);
    boolean isPartial =
        end != FlushTlbInfo.TLB_FLUSH_ALL
            && f.local(NEW_GEN) == f.local(LOCAL_GEN) + 1
            && f.local(NEW_GEN) == f.local(MM_GEN);
    if (isPartial) {
      f.setLocal(PAGES, end - f.local(ADDRESS) >>> PageTableFormat.PAGE_SHIFT);
    } else {
      f.setLocal(PAGES, FlushTlbInfo.TLB_FLUSH_ALL);
      f.goTo(FULL);
    }
  }

  private void flushOne(RoutineFrame f) {
    if (Long.compareUnsigned(f.local(ADDRESS), f.local(END)) < 0) {
      f.call(flushOneUser.in(f), f.local(ADDRESS));
    } else {
      f.goTo(SET_TLB_GEN);
    }
  }

  private void invalidateUserAsid(RoutineFrame f) {
    if (f.port().addressSpaceTags().user().isOwn()) {
      UserAsid.invalidate(f, tlbstate, (int) f.local(ASID));
    }
  }

  private void setGeneration(RoutineFrame f) {
    f.store(generation(f), Long.BYTES, f.local(MM_GEN));
    trace(f, f.local(PAGES));
    f.ret();
  }

  private static void trace(RoutineFrame f, long pages) {
    boolean isLocal = f.local(INITIATOR) == f.cpu();
    f.port()
        .events()
        .tlbFlush(
            f.port(),
            isLocal ? TlbFlushReason.TLB_LOCAL_MM_SHOOTDOWN : TlbFlushReason.TLB_REMOTE_SHOOTDOWN,
            pages);
  }
}
