package org.emukernel.mm.tlb;

import org.emukernel.api.address.LinearRange;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.smp.CallCondition;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.SenderView;

/**
 * flush_tlb_kernel_cond() of the deferral series (arch/x86/mm/tlb.c): asks the strategy about each
 * target of a flush for vmalloc. The range comes from the sender's own flush_tlb_info, which nobody
 * writes while it is used, so that reading it is no access to shared memory; a full flush has none.
 */
final class KernelFlushCondition implements CallCondition {

  private static final LinearRange EVERYTHING = new LinearRange(0, -1L);

  private final DeferralStrategy strategy;
  private final IpiWork all =
      new IpiWork.TlbFlush(EVERYTHING, IpiWork.Extent.ALL, IpiWork.Caller.VMALLOC);

  KernelFlushCondition(DeferralStrategy strategy) {
    this.strategy = strategy;
  }

  @Override
  public Decision decide(int target, long info, SenderView sender) {
    return strategy.decide(info == 0 ? all : range(info, sender), target, sender);
  }

  private static IpiWork range(long info, SenderView sender) {
    long start = sender.load(info + FlushTlbInfo.START, Long.BYTES);
    long end = sender.load(info + FlushTlbInfo.END, Long.BYTES);
    return new IpiWork.TlbFlush(
        new LinearRange(start, end), IpiWork.Extent.RANGE, IpiWork.Caller.VMALLOC);
  }
}
