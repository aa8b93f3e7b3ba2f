package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.TlbFlushReason;

/**
 * native_flush_tlb_multi(), arch/x86/mm/tlb.c, Linux v6.18: flush_tlb_func() on each CPU of a mask
 * that should_flush_tlb() names. Arguments: the mask, the struct flush_tlb_info, how many pages it
 * has, -1 for everything.
 */
final class NativeFlushTlbMulti extends KernelRoutine {

  static final String SYMBOL = "native_flush_tlb_multi";

  private final int shouldFlushTlb;
  private final KernelSymbol onEachCpu = new KernelSymbol("on_each_cpu_cond_mask");
  private final KernelSymbol flushFunc = new KernelSymbol(FlushTlbFunc.SYMBOL);

  /**
   * Makes the routine.
   *
   * @param shouldFlushTlb number of the condition
   */
  NativeFlushTlbMulti(int shouldFlushTlb) {
    super(SYMBOL, 0, "on_each_cpu_cond_mask", "return");
    this.shouldFlushTlb = shouldFlushTlb;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      f.ret();
      return;
    }
    f.port().events().tlbFlush(f.port(), TlbFlushReason.TLB_REMOTE_SEND_IPI, f.arg(2));
    f.call(onEachCpu.in(f), shouldFlushTlb, flushFunc.in(f), f.arg(1), 1, f.arg(0));
  }
}
