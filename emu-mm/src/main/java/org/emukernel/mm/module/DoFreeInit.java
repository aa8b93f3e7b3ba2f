package org.emukernel.mm.module;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * do_free_init(), kernel/module/main.c: in a kworker, frees the sections for initialisation of the
 * modules that were loaded on this CPU. The grace period before is left to who runs the work.
 */
final class DoFreeInit extends KernelRoutine {

  private static final int NEXT = 1;
  private static final int MODULE = 0;
  private static final int FOLLOWING = 1;

  private final PerCpuSymbol list = new PerCpuSymbol(ModuleRoutines.FREE_LIST);
  private final KernelSymbol freeInit = new KernelSymbol(ModuleRoutines.FREE_INIT);

  DoFreeInit() {
    super("do_free_init", 2, "llist_del_all", "llist_next", "execmem_free", "loop");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> startAt(f, f.exchange(list.in(f), Long.BYTES, 0));
      case NEXT ->
          f.setLocal(FOLLOWING, f.load(f.local(MODULE) + ModuleMemory.FREE_LINK, Long.BYTES));
      case 2 -> f.call(freeInit.in(f), f.local(MODULE), 1);
      case 3 -> startAt(f, f.local(FOLLOWING));
      default -> throw noLabel(f.label());
    }
  }

  private static void startAt(RoutineFrame f, long module) {
    if (module == 0) {
      f.ret();
    } else {
      f.setLocal(MODULE, module);
      f.goTo(NEXT);
    }
  }
}
