package org.emukernel.mm.tlb;

import org.emukernel.api.smp.CallCondition;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.SenderView;

/**
 * should_flush_tlb(), arch/x86/mm/tlb.c, Linux v6.18: leaves out CPUs in lazy mode, which flush
 * when they leave it, and CPUs that have left the address space, but for once a second. The struct
 * flush_tlb_info is the sender's own.
 */
final class ShouldFlushTlb implements CallCondition {

  @Override
  public Decision decide(int target, long info, SenderView sender) {
    long tlbstate = sender.perCpu(TlbState.SYMBOL, target);
    long loadedMm = sender.load(tlbstate + TlbState.LOADED_MM, Long.BYTES);
    if (sender.load(sender.perCpu(TlbState.SHARED, target), Long.BYTES) != 0) {
      return Decision.SKIP;
    }
    boolean runsIt =
        loadedMm == TlbState.LOADED_MM_SWITCHING
            || loadedMm == sender.load(info + FlushTlbInfo.MM, Long.BYTES);
    long flags = sender.load(info + FlushTlbInfo.INITIATING_CPU, Long.BYTES);
    return runsIt || FlushTlbInfo.trimCpumask(flags) ? Decision.SEND : Decision.SKIP;
  }
}
