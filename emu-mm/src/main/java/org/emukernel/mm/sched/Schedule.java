package org.emukernel.mm.sched;

import java.util.List;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.MemoryManager.PendingWork;

/**
 * schedule(), kernel/sched/core.c, Linux v6.18: takes in the tasks that were woken here, lets the
 * kernel thread do the works that are pending, and goes on with the next task of the ring. All of
 * them run on one kernel stack: a task gives way only here, where the registers of all are alike.
 */
final class Schedule extends KernelRoutine {

  private static final int NEXT_WORK = 3;
  private static final int SWITCH_TO_KWORKER = 4;
  private static final int DO_WORK = 5;
  private static final int PICK = 7;

  /* Locals. */
  private static final int WORK = 0;
  private static final int TASK = 1;
  private static final int PREV = 2;
  private static final int ON_KWORKER = 3;

  private final List<PendingWork> works;
  private final PerCpuSymbol runQueue = new PerCpuSymbol(RunQueue.SYMBOL);
  private final PerCpuSymbol ttwuPending = new PerCpuSymbol(RunQueue.TTWU_PENDING);
  private final PerCpuSymbol kworker = new PerCpuSymbol(RunQueue.KWORKER_TASK);
  private final KernelSymbol takeIn = new KernelSymbol("sched_ttwu_pending");
  private final KernelSymbol contextSwitch = new KernelSymbol(ContextSwitch.SYMBOL);
  private final KernelSymbol thread = new KernelSymbol("ret_from_fork_asm");

  Schedule(List<PendingWork> works) {
    super(
        "schedule",
        4,
        "rq_curr",
        "ttwu_pending",
        "sched_ttwu_pending",
        "next_work",
        "switch_to_kworker",
        "do_work",
        "work_done",
        "pick_next_task",
        "context_switch",
        "return");
    this.works = List.copyOf(works);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> begin(f);
      case 1 -> ttwuPending(f);
      case 2 -> f.call(takeIn.in(f));
      case NEXT_WORK -> nextWork(f);
      case SWITCH_TO_KWORKER -> switchToKworker(f);
      case DO_WORK -> doWork(f);
      case 6 -> {
        f.setLocal(WORK, f.local(WORK) + 1);
        f.goTo(NEXT_WORK);
      }
      case PICK -> pickNextTask(f);
      case 8 -> f.call(contextSwitch.in(f), f.local(PREV), f.local(TASK));
      default -> f.ret(0);
    }
  }

  private void begin(RoutineFrame f) {
    f.setLocal(WORK, 0);
    f.setLocal(ON_KWORKER, 0);
    f.setLocal(PREV, f.load(runQueue.in(f) + RunQueue.CURR, Long.BYTES));
    f.setLocal(TASK, f.local(PREV));
  }

  private void ttwuPending(RoutineFrame f) {
    if (f.load(ttwuPending.in(f), Long.BYTES) == 0) {
      f.goTo(NEXT_WORK);
    }
  }

  private void nextWork(RoutineFrame f) {
    int work = (int) f.local(WORK);
    if (work == works.size()) {
      f.goTo(PICK);
    } else if (!mayRunHere(f, works.get(work)) || !isDue(f, works.get(work))) {
      f.setLocal(WORK, work + 1L);
      f.goTo(NEXT_WORK);
    } else if (f.local(ON_KWORKER) != 0) {
      f.goTo(DO_WORK);
    }
  }

  /* The word of a delayed work holds above the pending bit when its timer queues it, in ns. */
  private static boolean isDue(RoutineFrame f, PendingWork work) {
    long pending = f.load(word(f, work), Long.BYTES);
    return (pending & 1) != 0 && pending >>> 1 <= f.port().nowNs();
  }

  /* wq_unbound_cpumask leaves isolated CPUs out; works bound to a CPU run there all the same. */
  private static boolean mayRunHere(RoutineFrame f, PendingWork work) {
    return work.storage() == KernelVariable.Storage.PER_CPU
        || !f.port().isolated().contains(f.cpu());
  }

  private void switchToKworker(RoutineFrame f) {
    f.setLocal(ON_KWORKER, 1);
    long prev = f.local(PREV);
    f.setLocal(PREV, kworker.in(f));
    f.call(contextSwitch.in(f), prev, kworker.in(f));
  }

  private void doWork(RoutineFrame f) {
    PendingWork work = works.get((int) f.local(WORK));
    f.call(thread.in(f), f.port().symbol(work.function()), 0, word(f, work));
  }

  private static long word(RoutineFrame f, PendingWork work) {
    return work.storage() == KernelVariable.Storage.PER_CPU
        ? f.port().perCpu(work.variable(), f.cpu())
        : f.port().symbol(work.variable());
  }

  private static void pickNextTask(RoutineFrame f) {
    f.setLocal(TASK, f.load(f.local(TASK) + TaskStruct.NEXT, Long.BYTES));
    if (f.local(TASK) == f.local(PREV)) {
      f.ret(0);
    }
  }
}
