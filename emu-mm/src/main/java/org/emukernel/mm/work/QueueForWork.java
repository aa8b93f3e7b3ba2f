package org.emukernel.mm.work;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * A function that leaves something to a work of this CPU: adds it to a lock-free list whose links
 * lie in the things themselves (llist_add(), lib/llist.c), and if it is the first, makes the work
 * pending (schedule_work()). Argument: the thing's address.
 */
public final class QueueForWork extends KernelRoutine {

  private static final int LOAD = 0;
  private static final int HEAD = 0;

  private final PerCpuSymbol list;
  private final PerCpuSymbol work;
  private final int link;

  /**
   * Makes the function.
   *
   * @param list the per-CPU variable with the first thing's address
   * @param work the per-CPU variable with the work's pending bit
   * @param link where in a thing its link lies, in bytes
   */
  public QueueForWork(String symbol, String list, String work, int link) {
    super(symbol, 1, "llist_first", "llist_link", "llist_add", "schedule_work");
    this.list = new PerCpuSymbol(list);
    this.work = new PerCpuSymbol(work);
    this.link = link;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOAD -> f.setLocal(HEAD, f.load(list.in(f), Long.BYTES));
      case 1 -> f.store(f.arg(0) + link, Long.BYTES, f.local(HEAD));
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
