package org.emukernel.scenarios.replay;

import java.util.Arrays;
import org.emukernel.api.cpu.CpuMask;

/** Counts one cause for each target CPU, since which CPUs are isolated shows only at the end. */
final class CauseTally {
  private long[] queued = new long[8];
  private long[] ipis = new long[8];

  void add(RecordedCall call) {
    int length = Math.max(queued.length, call.targets().last() + 1);
    if (length > queued.length) {
      queued = Arrays.copyOf(queued, Math.max(length, 2 * queued.length));
      ipis = Arrays.copyOf(ipis, queued.length);
    }
    increment(queued, call.targets());
    increment(ipis, call.interrupted());
  }

  void addAll(CauseTally other) {
    int length = Math.max(queued.length, other.queued.length);
    queued = Arrays.copyOf(queued, length);
    ipis = Arrays.copyOf(ipis, length);
    for (int cpu = 0; cpu < other.queued.length; cpu++) {
      queued[cpu] += other.queued[cpu];
      ipis[cpu] += other.ipis[cpu];
    }
  }

  private static void increment(long[] counts, CpuMask cpus) {
    for (int cpu = cpus.next(0); cpu >= 0; cpu = cpus.next(cpu + 1)) {
      counts[cpu]++;
    }
  }

  long queuedAt(CpuMask cpus) {
    return sum(queued, cpus);
  }

  long ipisTo(CpuMask cpus) {
    return sum(ipis, cpus);
  }

  private static long sum(long[] counts, CpuMask cpus) {
    long sum = 0;
    for (int cpu = 0; cpu < counts.length; cpu++) {
      sum += cpus.contains(cpu) ? counts[cpu] : 0;
    }
    return sum;
  }
}
