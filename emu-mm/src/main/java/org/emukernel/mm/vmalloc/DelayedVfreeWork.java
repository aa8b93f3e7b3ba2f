package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/** delayed_vfree_work(), mm/vmalloc.c: frees every area that vfree_atomic() left on this CPU. */
final class DelayedVfreeWork extends KernelRoutine {

  private static final int NEXT = 1;
  private static final int AREA = 0;
  private static final int FOLLOWING = 1;

  private final PerCpuSymbol list;
  private final KernelSymbol vfree = new KernelSymbol("vfree");

  DelayedVfreeWork() {
    super("delayed_vfree_work", 2, "llist_del_all", "llist_next", "vfree", "loop");
    this.list = new PerCpuSymbol(VmallocRoutines.VFREE_DEFERRED);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> startAt(f, f.exchange(list.in(f), Long.BYTES, 0));
      case NEXT -> f.setLocal(FOLLOWING, f.load(f.local(AREA), Long.BYTES));
      case 2 -> f.call(vfree.in(f), f.local(AREA));
      case 3 -> startAt(f, f.local(FOLLOWING));
      default -> throw noLabel(f.label());
    }
  }

  private static void startAt(RoutineFrame f, long area) {
    if (area == 0) {
      f.ret();
    } else {
      f.setLocal(AREA, area);
      f.goTo(NEXT);
    }
  }
}
