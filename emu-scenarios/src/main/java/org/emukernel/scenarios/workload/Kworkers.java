package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;

/**
 * The kworkers: when a CPU is back in user mode and work is pending there, its user task gives way
 * to a kworker that does it, by way of sched_yield(). Tasks are not emulated, so the kworker runs
 * on the yielding task's stack; its call chain begins at ret_from_fork_asm as in Linux. User tasks
 * that have a system call to make come first.
 */
public final class Kworkers implements Workload {

  private final IntToLongFunction due;

  /**
   * Makes them.
   *
   * @param due when the first work that is pending and that this CPU may do is due, ns, or {@link
   *     #NEVER}, by the pending bits in memory
   */
  public Kworkers(IntToLongFunction due) {
    this.due = due;
  }

  /** {@return the functions of the scheduler that lead to a kworker} */
  public static KernelPart kernelPart(List<PendingWork> works) {
    return KernelPart.of(
        new SyscallStub("__x64_sys_sched_yield", "schedule"), new Schedule(List.copyOf(works)));
  }

  /** {@return the system call that gives way} */
  public static Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.SCHED_YIELD, "__x64_sys_sched_yield");
  }

  @Override
  public long dueNs(int cpu) {
    return due.applyAsLong(cpu);
  }

  @Override
  public SystemCall take(int cpu, long nowNs) {
    return new SystemCall(Syscalls.SCHED_YIELD, 0, 0, 0);
  }

  @Override
  public void returned(int cpu, long result) {}

  /** schedule(): switches to the kworker for each work that is pending on this CPU. */
  private record Schedule(List<PendingWork> works) implements Routine {

    private static final int NEXT = 0;
    private static final int SWITCH = 1;

    @Override
    public String symbol() {
      return "schedule";
    }

    @Override
    public List<String> labels() {
      return List.of("next_work", "switch_to", "switched_back");
    }

    @Override
    public int locals() {
      return 1;
    }

    @Override
    public void step(RoutineFrame f) {
      int work = (int) f.local(0);
      switch (f.label()) {
        case NEXT -> next(f, work);
        case SWITCH -> switchTo(f, works.get(work));
        default -> {
          f.setLocal(0, work + 1L);
          f.goTo(NEXT);
        }
      }
    }

    private void next(RoutineFrame f, int work) {
      if (work == works.size()) {
        f.ret(0);
      } else if (!mayRunHere(f, works.get(work)) || !isDue(f, works.get(work))) {
        f.setLocal(0, work + 1L);
        f.goTo(NEXT);
      }
    }

    /* A delayed work's word holds when its timer queues it, in ns, above the pending bit. */
    private static boolean isDue(RoutineFrame f, PendingWork work) {
      long pending = f.load(word(f, work), 8);
      return (pending & 1) != 0 && pending >>> 1 <= f.port().nowNs();
    }

    /* wq_unbound_cpumask leaves isolated CPUs out; works bound to a CPU run there all the same. */
    private static boolean mayRunHere(RoutineFrame f, PendingWork work) {
      return work.storage() == KernelVariable.Storage.PER_CPU
          || !f.port().isolated().contains(f.cpu());
    }

    private static void switchTo(RoutineFrame f, PendingWork work) {
      long function = f.port().symbol(work.function());
      f.call(f.port().symbol("ret_from_fork_asm"), function, 0, word(f, work));
    }

    private static long word(RoutineFrame f, PendingWork work) {
      return work.storage() == KernelVariable.Storage.PER_CPU
          ? f.port().perCpu(work.variable(), f.cpu())
          : f.port().symbol(work.variable());
    }
  }
}
