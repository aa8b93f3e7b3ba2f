package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/** invalidate_user_asid(), arch/x86/mm/tlb.c: the way to user mode flushes user mode's own tag. */
final class UserAsid {

  private UserAsid() {}

  /** The only access of a step, on a CPU whose user mode has a tag of its own. */
  static void invalidate(RoutineFrame f, PerCpuSymbol tlbstate, int asid) {
    f.fetchOr(tlbstate.in(f) + TlbState.USER_PCID_FLUSH_MASK, Long.BYTES, 1L << asid + 1);
  }
}
