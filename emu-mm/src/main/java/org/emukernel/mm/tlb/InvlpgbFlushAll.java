package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * invlpgb_flush_all(), arch/x86/include/asm/tlb.h, Linux v6.15 and later: drops everything on all
 * CPUs by broadcast, and waits until all have done it.
 */
final class InvlpgbFlushAll extends KernelRoutine {

  static final String SYMBOL = "invlpgb_flush_all";

  InvlpgbFlushAll() {
    super(SYMBOL, 0, "__invlpgb_all", "__tlbsync");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      Tlbsync.step(f);
    } else if (f.port().broadcastsAreDone()) {
      f.port().broadcastFlushAll();
    } else {
      f.port().relax();
      f.goTo(0);
    }
  }
}
