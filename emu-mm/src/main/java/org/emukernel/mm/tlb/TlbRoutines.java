package org.emukernel.mm.tlb;

import java.util.List;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * The kernel TLB flushes of arch/x86/mm/tlb.c. Under a strategy that may let vmalloc's flushes wait
 * there are two of them, as in the series: vmalloc calls flush_tlb_kernel_range_deferrable(), which
 * asks the strategy about each target, and everybody else flush_tlb_kernel_range(), which asks
 * nobody. Under any other strategy the first is the second, as in mainline.
 */
public final class TlbRoutines {

  private static final String FLUSH = "flush_tlb_kernel_range";
  private static final String DEFERRABLE = "flush_tlb_kernel_range_deferrable";

  private final List<Routine> routines;
  private final String vmallocFlush;

  /**
   * Makes them.
   *
   * @param conditions where the condition of the deferrable flush goes
   */
  public TlbRoutines(DeferralStrategy strategy, CallConditions conditions) {
    Routine flush = new FlushTlbKernelRange(FLUSH, CallConditions.ALWAYS);
    Routine all = new DoFlushTlbAll();
    Routine range = new DoKernelRangeFlush();
    if (mayDefer(strategy)) {
      int condition = conditions.add(new KernelFlushCondition(strategy));
      routines = List.of(flush, new FlushTlbKernelRange(DEFERRABLE, condition), all, range);
      vmallocFlush = DEFERRABLE;
    } else {
      routines = List.of(flush, all, range);
      vmallocFlush = FLUSH;
    }
  }

  private static boolean mayDefer(DeferralStrategy strategy) {
    return strategy.mayDefer(
        new IpiWork.TlbFlush(new LinearRange(0, -1L), IpiWork.Extent.ALL, IpiWork.Caller.VMALLOC));
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return routines;
  }

  /** {@return the symbol of the flush that vmalloc calls} */
  public String vmallocFlush() {
    return vmallocFlush;
  }

  /** {@return the variables} */
  public List<KernelVariable> variables() {
    return List.of(new KernelVariable(FlushTlbInfo.SYMBOL, FlushTlbInfo.BYTES, Storage.PER_CPU));
  }
}
