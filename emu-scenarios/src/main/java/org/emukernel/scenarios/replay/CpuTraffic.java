package org.emukernel.scenarios.replay;

import java.util.stream.IntStream;
import org.emukernel.api.cpu.CpuMask;

/** Counts, for each CPU, what it queues at others and what others queue at it. */
final class CpuTraffic {
  /** As {@link IsolatedCpus.Origin#INFERRED} explains. */
  private static final int RECEIVED_PER_QUEUED = 4;

  private final long[][] queued = new long[CallKind.values().length][CpuMask.MAX_CPU + 1];
  private final long[][] received = new long[CallKind.values().length][CpuMask.MAX_CPU + 1];
  private final boolean[] seen = new boolean[CallKind.values().length];
  private int highest = -1;
  private long calls;

  void add(RecordedCall call) {
    int kind = call.cause().kind().ordinal();
    int sender = call.sender().cpu();
    CpuMask targets = call.targets();
    seen[kind] = true;
    calls++;
    highest = Math.max(highest, Math.max(sender, targets.last()));
    for (int cpu = targets.next(0); cpu >= 0; cpu = targets.next(cpu + 1)) {
      if (cpu != sender) {
        queued[kind][sender]++;
        received[kind][cpu]++;
      }
    }
  }

  /** {@return how many calls there were} */
  long calls() {
    return calls;
  }

  /** {@return the highest CPU that took part in a call, or -1} */
  int highestCpu() {
    return highest;
  }

  /** {@return the CPUs that look isolated} */
  CpuMask isolated() {
    int kind = (seen[CallKind.CSD.ordinal()] ? CallKind.CSD : CallKind.IPI).ordinal();
    return CpuMask.of(
        IntStream.rangeClosed(0, highest)
            .filter(cpu -> received[kind][cpu] > 0)
            .filter(cpu -> queued[kind][cpu] * RECEIVED_PER_QUEUED <= received[kind][cpu])
            .toArray());
  }
}
