package org.emukernel.api.trace;

import java.util.Objects;

/**
 * What every event of a recording carries: who recorded it, where and when.
 *
 * @param task the task's name (comm), such as {@code kworker/0:1} or {@code <idle>}
 * @param pid the task's thread id, not negative
 * @param cpu the CPU that recorded the event, not negative
 * @param timestampNs nanoseconds of the recording's clock; a trace in microseconds has multiples of
 *     1000
 * @param flags the latency columns as written (irqs off, need-resched, hardirq/softirq, preemption
 *     depth, migrate-disable), such as {@code d.h1.}; empty where the recording has none
 */
public record TraceHeader(String task, int pid, int cpu, long timestampNs, String flags) {
  /** Checks that the numbers are not negative. */
  public TraceHeader {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(flags, "flags");
    if (pid < 0 || cpu < 0 || timestampNs < 0) {
      throw new IllegalArgumentException(
          "pid, cpu and timestampNs must not be negative: "
              + pid
              + ", "
              + cpu
              + ", "
              + timestampNs);
    }
  }
}
