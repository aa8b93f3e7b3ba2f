package org.emukernel.mm.setmemory;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * set_memory_ro() and its siblings, arch/x86/mm/pat/set_memory.c. Arguments: address, pages.
 * Returns 0 or a negative error.
 */
final class SetMemory extends KernelRoutine {

  private final AttributeChange change;
  private final KernelSymbol changePageAttr = new KernelSymbol("change_page_attr_set_clr");

  SetMemory(String symbol, AttributeChange change) {
    super(symbol, 0, "change_page_attr_set_clr", "return");
    this.change = change;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(changePageAttr.in(f), f.arg(0), f.arg(1), change.word());
    } else {
      f.ret(f.result());
    }
  }
}
