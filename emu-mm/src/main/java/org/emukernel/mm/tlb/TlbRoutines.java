package org.emukernel.mm.tlb;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.mm.page.DirectMap;

/**
 * The TLB flushes and address-space switches of arch/x86/mm/tlb.c. Under a strategy that may let
 * vmalloc's flushes wait there are two flushes of the kernel, as in the series: vmalloc calls
 * flush_tlb_kernel_range_deferrable(), which asks the strategy about each target, and everybody
 * else flush_tlb_kernel_range(), which asks nobody. Under any other strategy the first is the
 * second, as in mainline.
 */
public final class TlbRoutines {

  private static final String FLUSH = "flush_tlb_kernel_range";
  private static final String DEFERRABLE = "flush_tlb_kernel_range_deferrable";

  private final List<Routine> routines;
  private final String vmallocFlush;
  private final int cpus;

  /**
   * Makes them.
   *
   * @param conditions where the condition of the deferrable flush goes
   */
  public TlbRoutines(
      DeferralStrategy strategy, CallConditions conditions, DirectMap directMap, int cpus) {
    List<Routine> all = new ArrayList<>(addressSpaces(conditions, directMap));
    all.addAll(
        List.of(
            new FlushTlbKernelRange(FLUSH, CallConditions.ALWAYS, strategy.kernelFlushes()),
            new DoFlushTlbAll(),
            new DoKernelRangeFlush(),
            new FlushTlbOneKernel(),
            new FlushTlbAll(strategy.kernelFlushes()),
            new InvlpgbKernelRangeFlush(),
            new InvlpgbFlushAll()));
    if (mayDefer(strategy)) {
      int condition = conditions.add(new KernelFlushCondition(strategy));
      all.add(new FlushTlbKernelRange(DEFERRABLE, condition, strategy.kernelFlushes()));
      vmallocFlush = DEFERRABLE;
    } else {
      vmallocFlush = FLUSH;
    }
    this.cpus = cpus;
    this.routines = List.copyOf(all);
  }

  private static List<Routine> addressSpaces(CallConditions conditions, DirectMap directMap) {
    return List.of(
        new SwitchMmIrqsOff(directMap),
        new EnterLazyTlb(),
        new FlushTlbOneUser(),
        new FlushTlbFunc(),
        new NativeFlushTlbMulti(conditions.add(new ShouldFlushTlb())),
        new FlushTlbMmRange(directMap));
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
    List<KernelVariable> variables = new ArrayList<>(TlbState.variables());
    variables.add(MmStruct.initMm(cpus));
    variables.add(new KernelVariable(FlushTlbInfo.SYMBOL, FlushTlbInfo.BYTES, Storage.PER_CPU));
    return variables;
  }
}
