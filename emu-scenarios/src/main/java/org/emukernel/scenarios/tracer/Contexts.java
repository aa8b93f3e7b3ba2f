package org.emukernel.scenarios.tracer;

/**
 * Which interrupts each CPU is in the handlers of, for the column of hardirq/softirq
 * (trace_print_lat_fmt(), kernel/trace/trace_output.c, Linux v6.18).
 */
final class Contexts {

  private static final int NMI = 2;
  private static final int FIRST_INTERRUPT = 32;
  private static final int DEEPEST = 64;

  private final int[][] vectors;
  private final int[] depths;

  Contexts(int cpus) {
    vectors = new int[cpus][DEEPEST];
    depths = new int[cpus];
  }

  /** A CPU enters the kernel from user mode, by a system call if the vector is negative. */
  void enter(int cpu, int vector) {
    depths[cpu] = 0;
    push(cpu, vector);
  }

  /** An interrupt or exception comes on top. Deeper ones than {@value #DEEPEST} are not kept. */
  void push(int cpu, int vector) {
    int depth = depths[cpu]++;
    if (depth < DEEPEST) {
      vectors[cpu][depth] = vector;
    }
  }

  void pop(int cpu) {
    depths[cpu] = Math.max(0, depths[cpu] - 1);
  }

  void leave(int cpu) {
    depths[cpu] = 0;
  }

  /** {@return h in an interrupt, z in an NMI, Z in an NMI that hit an interrupt, . elsewhere} */
  char symbol(int cpu) {
    boolean nmi = false;
    boolean interrupt = false;
    for (int i = 0; i < Math.min(depths[cpu], DEEPEST); i++) {
      nmi |= vectors[cpu][i] == NMI;
      interrupt |= vectors[cpu][i] >= FIRST_INTERRUPT;
    }
    if (nmi) {
      return interrupt ? 'Z' : 'z';
    }
    return interrupt ? 'h' : '.';
  }
}
