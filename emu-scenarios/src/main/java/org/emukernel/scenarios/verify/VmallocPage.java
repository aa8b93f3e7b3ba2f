package org.emukernel.scenarios.verify;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;

/** Gets a page of vmalloc. */
final class VmallocPage extends KernelRoutine {

  private static final long PAGE_BYTES = 4096;

  private final KernelSymbol vmalloc = new KernelSymbol("__vmalloc_node_range_noprof");

  VmallocPage(String symbol) {
    super(symbol, 0, "vmalloc", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(vmalloc.in(f), PAGE_BYTES, 1, 0, Protection.PAGE_KERNEL.bits());
    } else {
      f.ret(0);
    }
  }
}
