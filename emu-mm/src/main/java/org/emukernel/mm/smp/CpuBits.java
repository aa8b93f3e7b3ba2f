package org.emukernel.mm.smp;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * A CPU's own bit map of CPUs in emulated memory. Only its own CPU touches it, so reading and
 * writing a word is no access to shared memory.
 */
final class CpuBits {

  private final String symbol;

  CpuBits(String symbol) {
    this.symbol = symbol;
  }

  private long word(RoutineFrame frame, int cpu) {
    return frame.port().perCpu(symbol, frame.cpu()) + (long) (cpu >>> 6) * 8;
  }

  void clear(RoutineFrame frame) {
    for (int cpu = 0; cpu < frame.port().cpus(); cpu += 64) {
      frame.store(word(frame, cpu), 8, 0);
    }
  }

  void set(RoutineFrame frame, int cpu) {
    long at = word(frame, cpu);
    frame.store(at, 8, frame.load(at, 8) | 1L << cpu);
  }

  void remove(RoutineFrame frame, int cpu) {
    long at = word(frame, cpu);
    frame.store(at, 8, frame.load(at, 8) & ~(1L << cpu));
  }

  /* Word n has CPUs 64 n to 64 n + 63. */
  void setWord(RoutineFrame frame, int number, long bits) {
    frame.store(word(frame, number << 6), 8, bits);
  }

  /** {@return the first CPU of the set at or after {@code from}, or -1} */
  int next(RoutineFrame frame, int from) {
    int cpus = frame.port().cpus();
    for (int cpu = from; cpu < cpus; cpu = (cpu | 63) + 1) {
      long rest = frame.load(word(frame, cpu), 8) >>> cpu;
      if (rest != 0) {
        return cpu + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }
}
