package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.AddressSpaceTags.KernelTag;

/**
 * flush_tlb_one_kernel(), arch/x86/mm/tlb.c, Linux v6.18: drops one page of the kernel on this CPU.
 * Under page-table isolation that reaches the current address space only; the others are flushed
 * when they are next loaded. Argument: the address.
 */
final class FlushTlbOneKernel extends KernelRoutine {

  static final String SYMBOL = "flush_tlb_one_kernel";

  private final PerCpuSymbol tlbstate = new PerCpuSymbol(TlbState.SYMBOL);
  private final KernelSymbol flushOneUser = new KernelSymbol(FlushTlbOneUser.SYMBOL);

  FlushTlbOneKernel() {
    super(SYMBOL, 0, FlushTlbOneUser.SYMBOL, "invalidate_other");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(flushOneUser.in(f), f.arg(0));
      return;
    }
    if (f.port().addressSpaceTags().kernel() == KernelTag.ADDRESS_SPACE) {
      f.store(tlbstate.in(f) + TlbState.INVALIDATE_OTHER, Byte.BYTES, 1);
    }
    f.ret();
  }
}
