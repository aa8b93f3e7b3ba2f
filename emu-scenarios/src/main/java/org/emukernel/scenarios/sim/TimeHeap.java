package org.emukernel.scenarios.sim;

/**
 * The CPUs in the order of their next times: a binary heap with one place for each CPU and the way
 * back from a CPU to its place. Of equal times the lower CPU comes first, so that the order is
 * total.
 */
final class TimeHeap {

  private final long[] time;
  private final int[] heap;
  private final int[] place;

  /** Starts with every CPU at time 0. */
  TimeHeap(int cpus) {
    time = new long[cpus];
    heap = new int[cpus];
    place = new int[cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      heap[cpu] = cpu;
      place[cpu] = cpu;
    }
  }

  /** {@return the CPU that comes first} */
  int first() {
    return heap[0];
  }

  /** {@return when a CPU comes} */
  long timeOf(int cpu) {
    return time[cpu];
  }

  /**
   * {@return the time of whoever comes after the first; {@link Long#MAX_VALUE} if there is nobody}
   */
  long secondTime() {
    long second = heap.length > 1 ? time[heap[1]] : Long.MAX_VALUE;
    return heap.length > 2 ? Math.min(second, time[heap[2]]) : second;
  }

  /** Moves a CPU to another time. */
  void set(int cpu, long newTime) {
    long old = time[cpu];
    time[cpu] = newTime;
    if (newTime < old) {
      up(place[cpu]);
    } else if (newTime > old) {
      down(place[cpu]);
    }
  }

  private boolean before(int a, int b) {
    return time[a] < time[b] || time[a] == time[b] && a < b;
  }

  private void up(int from) {
    int at = from;
    int cpu = heap[at];
    while (at > 0 && before(cpu, heap[(at - 1) >>> 1])) {
      put(at, heap[(at - 1) >>> 1]);
      at = (at - 1) >>> 1;
    }
    put(at, cpu);
  }

  private void down(int from) {
    int at = from;
    int cpu = heap[at];
    for (int child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], cpu)) {
        break;
      }
      put(at, heap[child]);
      at = child;
    }
    put(at, cpu);
  }

  private void put(int at, int cpu) {
    heap[at] = cpu;
    place[cpu] = at;
  }
}
