package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.RoutineFrame;

/** __tlbsync(), arch/x86/include/asm/tlb.h: the last step of a routine that broadcasts. */
final class Tlbsync {

  private Tlbsync() {}

  static void step(RoutineFrame f) {
    if (f.port().broadcastsAreDone()) {
      f.ret();
    } else {
      f.port().relax();
      f.goTo(f.label());
    }
  }
}
