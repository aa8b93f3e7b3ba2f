package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/** do_flush_tlb_all(), arch/x86/mm/tlb.c: drops everything on the CPU that runs it. */
final class DoFlushTlbAll extends KernelRoutine {

  static final String SYMBOL = "do_flush_tlb_all";

  DoFlushTlbAll() {
    super(SYMBOL, 0, "__flush_tlb_all");
  }

  @Override
  public void step(RoutineFrame f) {
    f.port().flushLocalAll();
    f.ret();
  }
}
