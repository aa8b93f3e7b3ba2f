package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.OldTranslations;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.mm.page.DirectMap;

/**
 * switch_mm_irqs_off(unused, next, task), arch/x86/mm/tlb.c, Linux v6.18, with choose_new_asid(),
 * clear_asid_other(), invalidate_user_asid() and load_new_mm_cr3() inside: makes another address
 * space current, under the number under which this CPU still has its translations, or another with
 * a flush. A CPU that comes out of lazy mode on the address space that it kept flushes it if its
 * generation has moved on. A CPU's bit in mm_cpumask() of what it leaves stays (since v6.14);
 * flush_tlb_func() takes it out.
 */
final class SwitchMmIrqsOff extends KernelRoutine {

  private static final int IS_LAZY = 2;
  private static final int LAZY_TLB_GEN = 4;
  private static final int SWITCHING = 6;
  private static final int CPUMASK_TEST = 7;
  private static final int NEXT_TLB_GEN = 9;
  private static final int CLEAR_ASID_OTHER = 11;
  private static final int FIND_CTX = 13;
  private static final int CTX_TLB_GEN = 14;
  private static final int ALLOCATE = 15;
  private static final int SET_CTX_ID = 16;
  private static final int INVALIDATE_USER_ASID = 18;
  private static final int PGD = 19;

  /* Locals. */
  private static final int PREV = 0;
  private static final int WORD = 1;
  private static final int GEN = 2;
  private static final int CTX_ID = 3;
  private static final int ASID = 4;
  private static final int NEED_FLUSH = 5;
  private static final int ROOT = 6;

  private final DirectMap directMap;
  private final PerCpuSymbol tlbstate = new PerCpuSymbol(TlbState.SYMBOL);
  private final PerCpuSymbol shared = new PerCpuSymbol(TlbState.SHARED);
  private final KernelSymbol initMm = new KernelSymbol(MmStruct.INIT_MM);

  SwitchMmIrqsOff(DirectMap directMap) {
    super(
        "switch_mm_irqs_off",
        7,
        "loaded_mm",
        "loaded_mm_asid",
        "is_lazy",
        "clear_is_lazy",
        "was_lazy_tlb_gen",
        "was_lazy_ctx_tlb_gen",
        "loaded_mm_switching",
        "cpumask_test_cpu",
        "cpumask_set_cpu",
        "next_tlb_gen",
        "choose_new_asid",
        "clear_asid_other",
        "clear_invalidate_other",
        "ctx_id",
        "ctx_tlb_gen",
        "next_asid",
        "reload_tlb_ctx_id",
        "reload_tlb_tlb_gen",
        "invalidate_user_asid",
        "pgd",
        "load_new_mm_cr3",
        "set_loaded_mm",
        "set_loaded_mm_asid");
    this.directMap = directMap;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(PREV, f.load(tlbstate.in(f) + TlbState.LOADED_MM, Long.BYTES));
      case 1 -> f.setLocal(WORD, f.load(tlbstate.in(f) + TlbState.LOADED_MM_ASID, Long.BYTES));
      case IS_LAZY -> isLazy(f);
      case 3 -> clearIsLazy(f);
      case LAZY_TLB_GEN -> f.setLocal(GEN, f.load(next(f) + MmStruct.TLB_GEN, Long.BYTES));
      case 5 -> leaveLazy(f);
      case SWITCHING ->
          f.store(tlbstate.in(f) + TlbState.LOADED_MM, Long.BYTES, TlbState.LOADED_MM_SWITCHING);
      case CPUMASK_TEST -> testCpumask(f);
      case 8 -> f.fetchOr(MmStruct.cpumaskWord(next(f), f.cpu()), Long.BYTES, 1L << f.cpu());
      case NEXT_TLB_GEN -> f.setLocal(GEN, f.load(next(f) + MmStruct.TLB_GEN, Long.BYTES));
      case 10 -> chooseNewAsid(f);
      case CLEAR_ASID_OTHER -> clearAsidOther(f);
      case 12 -> clearInvalidateOther(f);
      case FIND_CTX -> findContext(f);
      case CTX_TLB_GEN -> compareGenerations(f);
      case ALLOCATE -> allocate(f);
      case SET_CTX_ID -> f.store(tlbstate.in(f) + TlbState.ctxId(asid(f)), Long.BYTES, ctxId(f));
      case 17 -> setGeneration(f);
      case INVALIDATE_USER_ASID -> UserAsid.invalidate(f, tlbstate, asid(f));
      case PGD -> f.setLocal(ROOT, f.load(next(f) + MmStruct.PGD, Long.BYTES));
      case 20 -> load(f);
      case 21 -> f.store(tlbstate.in(f) + TlbState.LOADED_MM, Long.BYTES, next(f));
      default -> {
        f.store(tlbstate.in(f) + TlbState.LOADED_MM_ASID, Short.BYTES, asid(f));
        f.ret();
      }
    }
  }

  private static long next(RoutineFrame f) {
    return f.arg(1);
  }

  private static int asid(RoutineFrame f) {
    return (int) f.local(ASID);
  }

  private static long ctxId(RoutineFrame f) {
    return f.local(CTX_ID);
  }

  private void isLazy(RoutineFrame f) {
    if (f.load(shared.in(f), Long.BYTES) != 0) {
      return;
    }
    if (f.local(PREV) == next(f)) {
      f.ret();
    } else {
      f.goTo(SWITCHING);
    }
  }

  private void clearIsLazy(RoutineFrame f) {
    f.store(shared.in(f), Long.BYTES, 0);
    f.goTo(f.local(PREV) == next(f) ? LAZY_TLB_GEN : SWITCHING);
  }

  private void leaveLazy(RoutineFrame f) {
    int asid = TlbState.loadedMmAsid(f.local(WORD));
    if (f.load(tlbstate.in(f) + TlbState.tlbGen(asid), Long.BYTES) == f.local(GEN)) {
      f.ret();
    } else {
      f.setLocal(ASID, asid);
      f.setLocal(NEED_FLUSH, 1);
      f.goTo(17);
    }
  }

  private void testCpumask(RoutineFrame f) {
    if (next(f) == initMm.in(f)
        || (f.load(MmStruct.cpumaskWord(next(f), f.cpu()), Long.BYTES) >>> f.cpu() & 1) != 0) {
      f.goTo(NEXT_TLB_GEN);
    }
  }

  private static void chooseNewAsid(RoutineFrame f) {
    f.setLocal(CTX_ID, f.load(next(f) + MmStruct.CTX_ID, Long.BYTES));
    f.setLocal(ASID, 0);
    f.setLocal(NEED_FLUSH, 1);
    if (f.port().addressSpaceTags().asids() == 1) {
      f.goTo(SET_CTX_ID);
    } else if (!TlbState.invalidateOther(f.local(WORD))) {
      f.goTo(FIND_CTX);
    }
  }

  private void clearAsidOther(RoutineFrame f) {
    int asid = asid(f);
    f.setLocal(ASID, asid + 1L);
    if (asid == f.port().addressSpaceTags().asids()) {
      f.setLocal(ASID, 0);
      return;
    }
    if (asid != TlbState.loadedMmAsid(f.local(WORD))) {
      f.store(tlbstate.in(f) + TlbState.ctxId(asid), Long.BYTES, 0);
    }
    f.goTo(CLEAR_ASID_OTHER);
  }

  private void clearInvalidateOther(RoutineFrame f) {
    f.store(tlbstate.in(f) + TlbState.INVALIDATE_OTHER, Byte.BYTES, 0);
  }

  private void findContext(RoutineFrame f) {
    if (f.load(tlbstate.in(f) + TlbState.ctxId(asid(f)), Long.BYTES) == ctxId(f)) {
      return;
    }
    int following = asid(f) + 1;
    f.setLocal(ASID, following);
    f.goTo(following == f.port().addressSpaceTags().asids() ? ALLOCATE : FIND_CTX);
  }

  private void compareGenerations(RoutineFrame f) {
    long caughtUp = f.load(tlbstate.in(f) + TlbState.tlbGen(asid(f)), Long.BYTES);
    if (Long.compareUnsigned(caughtUp, f.local(GEN)) < 0) {
      f.goTo(SET_CTX_ID);
    } else {
      f.setLocal(NEED_FLUSH, 0);
      f.goTo(PGD);
    }
  }

  private void allocate(RoutineFrame f) {
    int next = TlbState.nextAsid(f.local(WORD));
    int asid = next >= f.port().addressSpaceTags().asids() ? 0 : next;
    f.setLocal(ASID, asid);
    f.store(tlbstate.in(f) + TlbState.NEXT_ASID, Short.BYTES, asid + 1L);
  }

  private void setGeneration(RoutineFrame f) {
    f.store(tlbstate.in(f) + TlbState.tlbGen(asid(f)), Long.BYTES, f.local(GEN));
    if (!f.port().addressSpaceTags().user().isOwn()) {
      f.goTo(PGD);
    }
  }

  private void load(RoutineFrame f) {
    boolean flushes = f.local(NEED_FLUSH) != 0;
    f.port()
        .loadAddressSpace(
            directMap.physical(f.local(ROOT)),
            asid(f),
            flushes ? OldTranslations.DROPPED : OldTranslations.KEPT);
    f.port()
        .events()
        .tlbFlush(
            f.port(),
            TlbFlushReason.TLB_FLUSH_ON_TASK_SWITCH,
            flushes ? FlushTlbInfo.TLB_FLUSH_ALL : 0);
  }
}
