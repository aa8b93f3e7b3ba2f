package org.emukernel.mm.module;

import java.util.List;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.vmalloc.VmapAreas;

/**
 * module_enable_text_rox() and its siblings, kernel/module/strict_rwx.c, with module_set_memory():
 * marks the module's memories of some kinds VM_FLUSH_RESET_PERMS and changes their protection.
 * Argument: the address of struct module.
 */
final class EnableModuleMemory extends KernelRoutine {

  private static final int NEXT = 1;

  private static final int INDEX = 0;
  private static final int BASE = 1;

  private final VmapAreas areas;
  private final List<Integer> types;
  private final KernelSymbol setMemory;

  EnableModuleMemory(String symbol, String setMemory, VmapAreas areas, List<Integer> types) {
    super(symbol, 2, "start", "mem_base", setMemory, "next");
    this.areas = areas;
    this.types = List.copyOf(types);
    this.setMemory = new KernelSymbol(setMemory);
  }

  @Override
  public void step(RoutineFrame f) {
    int index = (int) f.local(INDEX);
    switch (f.label()) {
      case 0 -> f.setLocal(INDEX, 0);
      case NEXT -> f.setLocal(BASE, load(f, ModuleMemory.base(types.get(index))));
      case 2 -> set(f, load(f, ModuleMemory.size(types.get(index))));
      case 3 -> {
        f.setLocal(INDEX, index + 1L);
        if (index + 1 == types.size()) {
          f.ret();
        } else {
          f.goTo(NEXT);
        }
      }
      default -> throw noLabel(f.label());
    }
  }

  private static long load(RoutineFrame f, int field) {
    return f.load(f.arg(0) + field, Long.BYTES);
  }

  private void set(RoutineFrame f, long bytes) {
    areas.setFlushResetPerms(f.local(BASE));
    f.call(setMemory.in(f), f.local(BASE), bytes >>> PageTableFormat.PAGE_SHIFT);
  }
}
