package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * enter_lazy_tlb(), arch/x86/mm/tlb.c, Linux v6.18: a kernel thread begins to run on the last
 * task's address space, and flushes of that may leave this CPU out.
 */
final class EnterLazyTlb extends KernelRoutine {

  private final PerCpuSymbol tlbstate = new PerCpuSymbol(TlbState.SYMBOL);
  private final PerCpuSymbol shared = new PerCpuSymbol(TlbState.SHARED);
  private final KernelSymbol initMm = new KernelSymbol(MmStruct.INIT_MM);

  EnterLazyTlb() {
    super("enter_lazy_tlb", 0, "loaded_mm", "is_lazy");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      f.store(shared.in(f), Long.BYTES, 1);
      f.ret();
    } else if (f.load(tlbstate.in(f) + TlbState.LOADED_MM, Long.BYTES) == initMm.in(f)) {
      f.ret();
    }
  }
}
