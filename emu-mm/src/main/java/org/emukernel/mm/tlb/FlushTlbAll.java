package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.KernelFlushes;

/** flush_tlb_all(), arch/x86/mm/tlb.c, Linux v6.18: drops everything on every CPU. */
final class FlushTlbAll extends KernelRoutine {

  private final KernelSymbol onEachCpu = new KernelSymbol("on_each_cpu_cond_mask");
  private final KernelSymbol flushAll = new KernelSymbol(DoFlushTlbAll.SYMBOL);

  private final KernelSymbol broadcastAll = new KernelSymbol(InvlpgbFlushAll.SYMBOL);
  private final boolean broadcasts;

  FlushTlbAll(KernelFlushes flushes) {
    super("flush_tlb_all", 0, "on_each_cpu", "return");
    this.broadcasts = flushes == KernelFlushes.BY_BROADCAST;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0 && broadcasts) {
      f.call(broadcastAll.in(f));
    } else if (f.label() == 0) {
      f.call(onEachCpu.in(f), CallConditions.ALWAYS, flushAll.in(f), 0, 1);
    } else {
      f.port().events().kernelRangeFlushed(f.port(), 0, FlushTlbInfo.TLB_FLUSH_ALL);
      f.ret();
    }
  }
}
