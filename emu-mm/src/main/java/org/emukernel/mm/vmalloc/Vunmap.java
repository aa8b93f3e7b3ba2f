package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * vunmap_range(), mm/vmalloc.c: clears the entries of a range and flushes it. Arguments: start,
 * end.
 */
final class Vunmap extends KernelRoutine {

  private final KernelSymbol noflush = new KernelSymbol("__vunmap_range_noflush");
  private final KernelSymbol flush;

  Vunmap(VmallocPolicy policy) {
    super("vunmap_range", 0, "vunmap_range_noflush", "flush_tlb_kernel_range", "return");
    this.flush = new KernelSymbol(policy.flush());
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.call(noflush.in(f), f.arg(0), f.arg(1));
      case 1 -> f.call(flush.in(f), f.arg(0), f.arg(1));
      case 2 -> f.ret();
      default -> throw noLabel(f.label());
    }
  }
}
