package org.emukernel.scenarios.sim;

import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.report.IpiPlaces.Place;

/**
 * Where each CPU is. In the kernel, context tracking's word tells the way in from the way out: it
 * is as at the entry, or has moved on.
 */
final class TargetPlaces {

  private static final int UNKNOWN = -1;

  private final EmulatedMachine machine;
  private final long[] words;
  private final int[] atEntry;

  TargetPlaces(EmulatedMachine machine) {
    this.machine = machine;
    this.words = new long[machine.cpus().size()];
    this.atEntry = new int[words.length];
    for (int cpu = 0; cpu < words.length; cpu++) {
      words[cpu] = physical(cpu);
    }
  }

  /* A kernel without context tracking tells user mode from the rest only. */
  private long physical(int cpu) {
    try {
      long linear = machine.symbols().perCpu(ContextTracking.SYMBOL, cpu);
      return machine.loaded().physical(linear) + ContextTracking.STATE;
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  /** In the step that enters the kernel from user mode. */
  void entered(int cpu) {
    atEntry[cpu] = word(cpu);
  }

  /* Senders may set work bits at any time. */
  private int word(int cpu) {
    return words[cpu] == UNKNOWN
        ? ContextTracking.RCU_WATCHING
        : (int) machine.arena().memory().read(words[cpu], Integer.BYTES)
            & ~ContextTracking.WORK_MASK;
  }

  Place of(int cpu) {
    EmulatedCpu target = machine.cpus().get(cpu);
    if (target.mode() != CpuMode.KERNEL) {
      return Place.USER;
    }
    int word = word(cpu);
    if ((word & ContextTracking.RCU_WATCHING) != 0) {
      return Place.KERNEL;
    }
    if ((word & ContextTracking.STATE_MASK) == ContextTracking.STATE_IDLE) {
      return Place.IDLE;
    }
    return word == atEntry[cpu] ? Place.ENTRY : Place.EXIT;
  }
}
