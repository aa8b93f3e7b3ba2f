package org.emukernel.api.spi;

import java.util.List;

/**
 * What the user tasks of a scenario do, as a source of system calls: for each CPU, when the next
 * one is due and which it is. Its state lies in slots of the arena.
 */
public interface Workload {

  /** The due time of a CPU on which nothing will happen. */
  long NEVER = Long.MAX_VALUE;

  /**
   * {@return when the user task on this CPU makes its next system call, ns since the start of the
   * scenario, or {@link #NEVER}} A call that is due while the CPU is in the kernel is made as soon
   * as it is back in user mode.
   */
  long dueNs(int cpu);

  /**
   * {@return the call that is due} The workload moves on to the next when it has {@link #returned}.
   */
  SystemCall take(int cpu, long nowNs);

  /** The call that was taken last on this CPU has returned to user mode. */
  void returned(int cpu, long result);

  /** {@return what the tasks have measured so far; empty if they measure nothing} */
  default List<Mean> means() {
    return List.of();
  }
}
