package org.emukernel.scenarios.workload;

import java.util.Map;
import java.util.function.IntToLongFunction;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;

/**
 * The kworkers: when a CPU is back in user mode and work is pending there, its user task gives way
 * to a kworker that does it, by way of sched_yield(). The kworker runs on the yielding task's
 * stack; its call chain begins at ret_from_fork_asm as in Linux. User tasks that have a system call
 * to make come first.
 */
public final class Kworkers implements Workload {

  private final IntToLongFunction due;

  /**
   * Makes them.
   *
   * @param due when the first work that is pending and that this CPU may do is due, ns, 0 if a task
   *     waits to run on it, or {@link #NEVER}, by the bits in memory
   */
  public Kworkers(IntToLongFunction due) {
    this.due = due;
  }

  /** {@return the function that leads to the scheduler} */
  public static KernelPart kernelPart() {
    return KernelPart.of(new SyscallStub("__x64_sys_sched_yield", "schedule"));
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
}
