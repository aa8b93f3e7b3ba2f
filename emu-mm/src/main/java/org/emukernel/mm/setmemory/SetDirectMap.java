package org.emukernel.mm.setmemory;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * set_direct_map_invalid_noflush() and set_direct_map_default_noflush(),
 * arch/x86/mm/pat/set_memory.c: change one page of the direct map and flush nothing. Argument: its
 * address there.
 */
final class SetDirectMap extends KernelRoutine {

  private final AttributeChange change;
  private final KernelSymbol changePages = new KernelSymbol("__change_page_attr_set_clr");

  SetDirectMap(String symbol, AttributeChange change) {
    super(symbol, 0, "__change_page_attr_set_clr", "return");
    this.change = change;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(changePages.in(f), f.arg(0), 1, change.word(), 0);
    } else {
      f.ret(f.result());
    }
  }
}
