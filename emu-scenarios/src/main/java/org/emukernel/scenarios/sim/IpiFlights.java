package org.emukernel.scenarios.sim;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * The interrupts that were sent and have not arrived: for each target a ring of arrival times,
 * vectors and causes in the arena. They arrive in the order in which they were sent.
 */
final class IpiFlights {

  /** What {@link #nextArrivalPs} returns when nothing is under way. */
  static final long NONE = Long.MAX_VALUE;

  private static final int FIELDS = 2;

  private final Arena arena;
  private final Slots slots;

  /**
   * Where the rings lie.
   *
   * @param first first slot of the rings
   * @param heads first slot of the rings' heads, one a CPU
   * @param counts first slot of the rings' fill
   * @param capacity entries of each ring
   */
  record Slots(int first, int heads, int counts, int capacity) {}

  IpiFlights(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  /* Every sender waits for its targets before it sends again, so two entries for each sender are plenty. */
  static Slots reserve(ArenaBuilder builder, int cpus) {
    int capacity = Math.max(16, 2 * cpus);
    return new Slots(
        builder.slots("ipi-flight.entry", cpus * capacity * FIELDS, SlotKind.OBSERVER),
        builder.slots("ipi-flight.head", cpus, SlotKind.OBSERVER),
        builder.slots("ipi-flight.count", cpus, SlotKind.OBSERVER),
        capacity);
  }

  private int entry(int cpu, long index) {
    int at = (int) (index % slots.capacity());
    return slots.first() + (cpu * slots.capacity() + at) * FIELDS;
  }

  /** {@return when the next interrupt reaches this CPU, ps} */
  long nextArrivalPs(int cpu) {
    if (arena.get(slots.counts() + cpu) == 0) {
      return NONE;
    }
    return arena.get(entry(cpu, arena.get(slots.heads() + cpu)));
  }

  /** Sends an interrupt; it never overtakes one sent before. */
  void send(int cpu, long arrivalPs, int vector, int cause) {
    long count = arena.get(slots.counts() + cpu);
    if (count == slots.capacity()) {
      throw new IllegalStateException(
          "more than " + count + " interrupts are under way to CPU " + cpu);
    }
    long head = arena.get(slots.heads() + cpu);
    long last = count == 0 ? 0 : arena.get(entry(cpu, head + count - 1));
    int at = entry(cpu, head + count);
    arena.set(at, Math.max(last, arrivalPs));
    arena.set(at + 1, (long) cause << 8 | vector);
    arena.set(slots.counts() + cpu, count + 1);
  }

  /** {@return the cause of the next interrupt for this CPU} */
  int nextCause(int cpu) {
    return (int) (arena.get(entry(cpu, arena.get(slots.heads() + cpu)) + 1) >>> 8);
  }

  /** {@return the vector of the next interrupt for this CPU} */
  int nextVector(int cpu) {
    return (int) arena.get(entry(cpu, arena.get(slots.heads() + cpu)) + 1) & 0xff;
  }

  /** Takes the next interrupt out. @return its vector */
  int land(int cpu) {
    long head = arena.get(slots.heads() + cpu);
    int vector = nextVector(cpu);
    arena.set(slots.heads() + cpu, (head + 1) % slots.capacity());
    arena.add(slots.counts() + cpu, -1);
    return vector;
  }
}
