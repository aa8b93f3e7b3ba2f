package org.emukernel.scenarios.sim;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.scenarios.workload.RandomStream;

/**
 * NMIs as of perf or a watchdog: on each CPU at random times, independent of what it does, so that
 * sooner or later one falls between any two instructions.
 */
final class NmiSource {

  private static final double NS_PER_SECOND = 1e9;
  private static final long PS_PER_NS = 1000;
  private static final long NEVER = Long.MAX_VALUE;

  /** Apart from the salts of workloads, which are CPU numbers and small. */
  private static final long SALT = 0x4e4d49L << 32;

  private final Arena arena;
  private final Slots slots;
  private final boolean on;
  private final double meanNs;
  private final List<RandomStream> streams = new ArrayList<>();

  /**
   * Where the state lies, a slot of each kind for each CPU.
   *
   * @param streams first slot of the random streams
   * @param due first slot of the times of the next NMIs, ps
   */
  record Slots(int streams, int due) {}

  NmiSource(Arena arena, Slots slots, int cpus, SimulationPolicy policy) {
    this.arena = arena;
    this.slots = slots;
    this.on = policy.nmisPerSecond() > 0;
    this.meanNs = NS_PER_SECOND / policy.nmisPerSecond();
    for (int cpu = 0; cpu < cpus; cpu++) {
      RandomStream stream = new RandomStream(arena, slots.streams() + cpu);
      stream.seed(policy.seed(), SALT + cpu);
      streams.add(stream);
      arena.set(slots.due() + cpu, on ? intervalPs(cpu) : NEVER);
    }
  }

  static Slots reserve(ArenaBuilder slots, int cpus) {
    return new Slots(
        slots.slots("nmi-source.stream", cpus, SlotKind.OBSERVER),
        slots.slots("nmi-source.due", cpus, SlotKind.OBSERVER));
  }

  private long intervalPs(int cpu) {
    return streams.get(cpu).exponentialNs(meanNs) * PS_PER_NS;
  }

  /** {@return when the next NMI reaches this CPU, ps} */
  long nextPs(int cpu) {
    return arena.get(slots.due() + cpu);
  }

  /** Raises the NMI that is due, if one is. */
  void land(EmulatedCpu cpu) {
    int number = cpu.cpu();
    if (nextPs(number) <= cpu.clock().nowPs()) {
      cpu.raiseNmi();
      arena.add(slots.due() + number, intervalPs(number));
    }
  }
}
