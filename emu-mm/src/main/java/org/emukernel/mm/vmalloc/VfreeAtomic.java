package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelRoutine;
import org.emukernel.mm.routine.PerCpuSymbol;

/**
 * vfree_atomic(), mm/vmalloc.c: leaves an area to this CPU's delayed_vfree_work, as vfree() itself
 * does in an interrupt. The list's link lies in the first word of the area's own memory
 * (llist_add()). Argument: the address.
 */
final class VfreeAtomic extends KernelRoutine {

  private static final int LOAD = 0;
  private static final int HEAD = 0;

  private final PerCpuSymbol list;
  private final PerCpuSymbol work;

  VfreeAtomic(int cpus) {
    super("vfree_atomic", 1, "llist_first", "llist_link", "llist_add", "schedule_work");
    this.list = new PerCpuSymbol(VmallocRoutines.VFREE_DEFERRED, cpus);
    this.work = new PerCpuSymbol(VmallocRoutines.VFREE_DEFERRED_WORK, cpus);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOAD -> f.setLocal(HEAD, f.load(list.in(f), Long.BYTES));
      case 1 -> f.store(f.arg(0), Long.BYTES, f.local(HEAD));
      case 2 -> add(f);
      case 3 -> {
        f.fetchOr(work.in(f), Long.BYTES, 1);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }

  private void add(RoutineFrame f) {
    long expected = f.local(HEAD);
    long old = f.compareExchange(list.in(f), Long.BYTES, expected, f.arg(0));
    if (old != expected) {
      f.goTo(LOAD);
    } else if (expected != 0) {
      f.ret();
    }
  }
}
