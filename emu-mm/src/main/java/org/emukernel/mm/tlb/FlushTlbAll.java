package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.strategy.KernelFlushes;

/** flush_tlb_all(), arch/x86/mm/tlb.c, Linux v6.18: drops everything on every CPU. */
final class FlushTlbAll extends KernelRoutine {

  private final FlushAll flushAll;

  FlushTlbAll(KernelFlushes flushes) {
    super("flush_tlb_all", 0, "on_each_cpu", "return");
    this.flushAll = new FlushAll(flushes);
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      flushAll.call(f);
    } else {
      f.port().events().kernelRangeFlushed(f.port(), 0, FlushTlbInfo.TLB_FLUSH_ALL);
      f.ret();
    }
  }
}
