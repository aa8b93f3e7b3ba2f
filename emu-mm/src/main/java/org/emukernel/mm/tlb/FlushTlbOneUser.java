package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.AddressSpaceTags.UserTag;

/**
 * flush_tlb_one_user(), arch/x86/mm/tlb.c, Linux v6.18: drops one page of the current address space
 * on this CPU, for the kernel and for user mode. Argument: the address.
 */
final class FlushTlbOneUser extends KernelRoutine {

  static final String SYMBOL = "flush_tlb_one_user";

  private static final int WORD = 0;
  private static final int INVALIDATE_USER_ASID = 3;

  private final PerCpuSymbol tlbstate = new PerCpuSymbol(TlbState.SYMBOL);

  FlushTlbOneUser() {
    super(SYMBOL, 1, "invlpg", "loaded_mm_asid", "invpcid_flush_one", "invalidate_user_asid");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> invlpg(f);
      case 1 -> loadAsid(f);
      case 2 -> {
        f.port().flushLocalUserPage(asid(f), f.arg(0));
        f.ret();
      }
      default -> {
        UserAsid.invalidate(f, tlbstate, asid(f));
        f.ret();
      }
    }
  }

  private static void invlpg(RoutineFrame f) {
    f.port().flushLocalPage(f.arg(0));
    if (!f.port().addressSpaceTags().user().isOwn()) {
      f.ret();
    }
  }

  private void loadAsid(RoutineFrame f) {
    f.setLocal(WORD, f.load(tlbstate.in(f) + TlbState.LOADED_MM_ASID, Long.BYTES));
    if (f.port().addressSpaceTags().user() == UserTag.AS_A_WHOLE) {
      f.goTo(INVALIDATE_USER_ASID);
    }
  }

  private static int asid(RoutineFrame f) {
    return TlbState.loadedMmAsid(f.local(WORD));
  }
}
