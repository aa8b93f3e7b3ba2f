package org.emukernel.scenarios.verify;

import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.emukernel.x86.cpu.Cpu;

/**
 * What is in memory and nobody will read again, or nothing is decided by. It is forgotten before
 * states are compared, so that those that differ in nothing else are one.
 *
 * <p>The counter of context tracking counts modulo 4, as with CONFIG_RCU_DYNTICKS_TORTURE, or
 * modulo 2 where no other CPU ever looks at it: the CPU itself asks for its lowest bit.
 */
final class UnreadState {

  private static final int SEEN_BY_OTHERS = 4;
  private static final int SEEN_BY_NOBODY = 2;

  /* __nmi_count in the first 8 bytes of irq_stat: nobody reads it. */
  private static final long NMI_COUNT = 0xffff_ffffL << 32;

  private final PhysicalMemory memory;
  private final SafetyMonitors monitors;
  private final SharedWords words;
  private final List<ExploredCpu> cpus;
  private final List<Counter> counters;
  private final FinishedCalls calls;
  private final long[] counted;
  private final long[] contextTracking;
  private final long[] nmiCounts;

  /**
   * Looks up where all that is.
   *
   * @param words that CPUs touch
   * @param counters of the model
   */
  UnreadState(
      EmulatedMachine machine, List<ExploredCpu> cpus, SharedWords words, List<Counter> counters) {
    this.memory = machine.arena().memory();
    this.monitors = machine.monitors();
    this.words = words;
    this.cpus = List.copyOf(cpus);
    this.counters = List.copyOf(counters);
    this.calls = new FinishedCalls(machine, FinishedCalls.POISON);
    this.counted =
        counters.stream()
            .mapToLong(c -> machine.symbols().symbol(c.symbol()) + c.offset())
            .map(linear -> linear - MemoryMap.START_KERNEL_MAP)
            .toArray();
    this.contextTracking = perCpu(machine, ContextTracking.SYMBOL, ContextTracking.STATE);
    this.nmiCounts = perCpu(machine, "irq_stat", 0);
  }

  private static long[] perCpu(EmulatedMachine machine, String symbol, long offset) {
    long[] physical = new long[machine.cpus().size()];
    for (int cpu = 0; cpu < physical.length; cpu++) {
      physical[cpu] = machine.symbols().perCpu(symbol, cpu) + offset - MemoryMap.PAGE_OFFSET;
    }
    return physical;
  }

  /** Forgets what a CPU will not read again. */
  void forget(int cpu) {
    Cpu processor = cpus.get(cpu).processor();
    processor.apic().forgetCommand();
    calls.forget(processor);
    monitors.forgetPaidDebt(cpu);
    forgetScratch(cpu);
  }

  /**
   * Forgets of that what handlers of all kinds leave. Whether it is forgotten follows from the
   * registers of the CPU and {@link #readBesides}.
   */
  void forgetScratch(int cpu) {
    ExploredCpu explored = cpus.get(cpu);
    explored.stacks().clearDead(explored.processor().registers());
    wrapContextTracking(cpu);
    forget(nmiCounts[cpu], ~NMI_COUNT);
    for (int i = 0; i < counted.length; i++) {
      forget(counted[i], counters.get(i).kept());
    }
  }

  /**
   * {@return the words that are read here to see what is forgotten, and by the monitors, though the
   * CPU itself need not load them}
   */
  long[] readBesides(int cpu) {
    return new long[] {contextTracking[cpu], cpus.get(cpu).stacks().irqStackInUse()};
  }

  private void wrapContextTracking(int cpu) {
    long word = contextTracking[cpu];
    int state = memory.readInt(word);
    int modulo = words.contains(word, Integer.BYTES) ? SEEN_BY_OTHERS : SEEN_BY_NOBODY;
    int kept = state & (ContextTracking.RCU_WATCHING * modulo - 1);
    if (kept != state) {
      memory.writeInt(word, kept);
      monitors.rcuCounterReplaced(cpu, counter(state), counter(kept));
    }
  }

  private static long counter(int contextTracking) {
    return Integer.toUnsignedLong(contextTracking) / ContextTracking.RCU_WATCHING;
  }

  private void forget(long physical, long kept) {
    long value = memory.readLong(physical);
    if ((value & ~kept) != 0) {
      memory.writeLong(physical, value & kept);
    }
  }
}
