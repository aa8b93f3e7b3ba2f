package org.emukernel.mm.module;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;

/**
 * Frees the memories of some kinds of a module, and struct module itself once all have gone.
 * Arguments: the address of struct module; 0 if nobody else frees any of it.
 *
 * <p>free_module() with free_mod_mem(), kernel/module/main.c, frees text, read-only data and data
 * in that order ("MOD_DATA hosts mod, so free it at last").
 */
final class FreeModuleMemory extends KernelRoutine {

  private static final int NEXT = 1;
  private static final int DONE = 4;

  private static final int TYPE = 0;
  private static final int BASE = 1;

  private final KernelMemory memory;
  private final int first;
  private final int end;
  private final int freed;
  private final KernelSymbol execmemFree = new KernelSymbol("execmem_free");

  /**
   * Makes the function.
   *
   * @param freed what it frees: {@link ModuleMemory#INIT_FREED} or {@link ModuleMemory#CORE_FREED}
   */
  FreeModuleMemory(String symbol, KernelMemory memory, int freed) {
    super(
        symbol, 2, "start", "mem_base", "execmem_free", "next", "mark_freed", "free_struct_module");
    this.memory = memory;
    this.freed = freed;
    this.first = freed == ModuleMemory.INIT_FREED ? ModuleMemory.INIT_TEXT : ModuleMemory.TEXT;
    this.end = freed == ModuleMemory.INIT_FREED ? ModuleMemory.TYPES : ModuleMemory.INIT_TEXT;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(TYPE, first);
      case NEXT ->
          f.setLocal(BASE, f.load(f.arg(0) + ModuleMemory.base((int) f.local(TYPE)), Long.BYTES));
      case 2 -> {
        if (f.local(BASE) != 0) {
          f.call(execmemFree.in(f), f.local(BASE));
        }
      }
      case 3 -> next(f);
      case DONE -> mark(f);
      case 5 -> freeStruct(f);
      default -> throw noLabel(f.label());
    }
  }

  private void next(RoutineFrame f) {
    f.setLocal(TYPE, f.local(TYPE) + 1);
    boolean more = f.local(TYPE) < (isAlone(f) ? ModuleMemory.TYPES : end);
    f.goTo(more ? NEXT : DONE);
  }

  private static boolean isAlone(RoutineFrame f) {
    return f.arg(1) == 0;
  }

  private void mark(RoutineFrame f) {
    long before = f.fetchOr(f.arg(0) + ModuleMemory.FREED, Long.BYTES, freed);
    if (before == 0 && !isAlone(f)) {
      f.ret();
    }
  }

  private void freeStruct(RoutineFrame f) {
    memory.zoneLock().pass(f);
    memory.frames().give(memory.directMap().physical(f.arg(0)) >>> PageTableFormat.PAGE_SHIFT);
    f.ret();
  }
}
