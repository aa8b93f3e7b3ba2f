package org.emukernel.mm.setmemory;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.vmalloc.Errno;

/**
 * change_page_attr_set_clr(), arch/x86/mm/pat/set_memory.c (v6.18): purges the lazy vmalloc areas,
 * since they may be aliases of the memory, changes the entries, and flushes if one changed.
 * Arguments: address, pages, {@link AttributeChange#word}. Returns 0 or a negative error.
 */
final class ChangePageAttr extends KernelRoutine {

  private static final int RESULT = 0;

  private final KernelSymbol unmapAliases = new KernelSymbol("_vm_unmap_aliases");
  private final KernelSymbol changePages = new KernelSymbol("__change_page_attr_set_clr");
  private final KernelSymbol cpaFlush = new KernelSymbol("cpa_flush");

  ChangePageAttr() {
    super(
        "change_page_attr_set_clr",
        1,
        "vm_unmap_aliases",
        "__change_page_attr_set_clr",
        "cpa_flush",
        "out");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.call(unmapAliases.in(f), -1, 0, 0);
      case 1 ->
          f.call(changePages.in(f), f.arg(0), f.arg(1), f.arg(2), AttributeChange.alias(f.arg(2)));
      case 2 -> flush(f);
      case 3 -> f.ret(f.local(RESULT));
      default -> throw noLabel(f.label());
    }
  }

  private void flush(RoutineFrame f) {
    long result = f.result();
    boolean failed = Errno.isError(result);
    f.setLocal(RESULT, failed ? result : 0);
    if (failed) {
      f.call(cpaFlush.in(f), f.arg(0), f.arg(1), ChangePages.FORCE_FLUSH_ALL, collapse(f));
    } else if ((result & ChangePages.FLUSH_TLB) != 0) {
      f.call(cpaFlush.in(f), f.arg(0), f.arg(1), result & ChangePages.FORCE_FLUSH_ALL, collapse(f));
    }
  }

  private static long collapse(RoutineFrame f) {
    return f.arg(2) & AttributeChange.COLLAPSE;
  }
}
