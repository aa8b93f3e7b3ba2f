package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.KernelFlushes;

/**
 * The body of flush_tlb_all(), arch/x86/mm/tlb.c, Linux v6.18: everything on every CPU, by call or
 * by broadcast. It ends in a jump to on_each_cpu_cond_mask(), so that who calls it stands next to
 * that in a recorded stack, as {@link #call} has it.
 */
public final class FlushAll {

  private final boolean broadcasts;
  private final KernelSymbol onEachCpu = new KernelSymbol("on_each_cpu_cond_mask");
  private final KernelSymbol flushAll = new KernelSymbol(DoFlushTlbAll.SYMBOL);
  private final KernelSymbol broadcastAll = new KernelSymbol(InvlpgbFlushAll.SYMBOL);

  /** Flushes as the strategy has the kernel do it. */
  public FlushAll(KernelFlushes flushes) {
    this.broadcasts = flushes == KernelFlushes.BY_BROADCAST;
  }

  /** Calls it; the next step is the next label. */
  public void call(RoutineFrame f) {
    if (broadcasts) {
      f.call(broadcastAll.in(f));
    } else {
      f.call(onEachCpu.in(f), CallConditions.ALWAYS, flushAll.in(f), 0, 1);
    }
  }
}
