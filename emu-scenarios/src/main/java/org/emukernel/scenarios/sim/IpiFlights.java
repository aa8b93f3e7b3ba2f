package org.emukernel.scenarios.sim;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * The interrupts that were sent and have not arrived: for each target a queue of arrival times,
 * vectors and causes. They arrive in the order in which they were sent.
 *
 * <p>The queues are lists in one pool of entries in the arena, so that its size follows the number
 * of CPUs and not its square: a CPU that sends to all others has but a few IPIs under way at a
 * time. Entries are numbered from 1; 0 is the end of a list. When nothing is under way the pool is
 * as in the beginning, whatever came before.
 */
final class IpiFlights {

  /** What {@link #nextArrivalPs} returns when nothing is under way. */
  static final long NONE = Long.MAX_VALUE;

  /* Two for each sender; and where there are many, as many whole broadcasts at once as this. */
  private static final int PER_SENDER = 2;
  private static final int BROADCASTS = 256;
  private static final int LEAST = 16;

  /* An entry: when it arrives, ps; cause and vector; the next entry. */
  private static final int FIELDS = 3;
  private static final int WHAT = 1;
  private static final int NEXT = 2;

  private final Arena arena;
  private final Slots slots;

  /**
   * Where the lists lie.
   *
   * @param first first slot of the entries
   * @param heads first slot of the lists' first entries, one a CPU
   * @param tails first slot of the lists' last entries, one a CPU
   * @param underWay slot of how many entries are in use
   * @param touched slot of how many were in use since nothing was under way
   * @param free slot of the first of these that is free again
   * @param capacity how many entries there are
   */
  record Slots(
      int first, int heads, int tails, int underWay, int touched, int free, int capacity) {}

  IpiFlights(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  static Slots reserve(ArenaBuilder builder, int cpus) {
    int capacity = cpus * Math.max(LEAST, Math.min(PER_SENDER * cpus, BROADCASTS));
    return new Slots(
        builder.slots("ipi-flight.entry", capacity * FIELDS, SlotKind.OBSERVER),
        builder.slots("ipi-flight.head", cpus, SlotKind.OBSERVER),
        builder.slots("ipi-flight.tail", cpus, SlotKind.OBSERVER),
        builder.observer("ipi-flight.under-way"),
        builder.observer("ipi-flight.touched"),
        builder.observer("ipi-flight.free"),
        capacity);
  }

  private int at(long entry) {
    return slots.first() + ((int) entry - 1) * FIELDS;
  }

  private long head(int cpu) {
    return arena.get(slots.heads() + cpu);
  }

  /** {@return when the next interrupt reaches this CPU, ps} */
  long nextArrivalPs(int cpu) {
    long head = head(cpu);
    return head == 0 ? NONE : arena.get(at(head));
  }

  /** Sends an interrupt; it never overtakes one sent before. */
  void send(int cpu, long arrivalPs, int vector, int cause) {
    long entry = take(cpu);
    long last = arena.get(slots.tails() + cpu);
    boolean isFirst = head(cpu) == 0;
    arena.set(at(entry), isFirst ? arrivalPs : Math.max(arena.get(at(last)), arrivalPs));
    arena.set(at(entry) + WHAT, (long) cause << 8 | vector);
    arena.set(at(entry) + NEXT, 0);
    arena.set(isFirst ? slots.heads() + cpu : at(last) + NEXT, entry);
    arena.set(slots.tails() + cpu, entry);
  }

  private long take(int cpu) {
    arena.add(slots.underWay(), 1);
    long entry = arena.get(slots.free());
    if (entry != 0) {
      arena.set(slots.free(), arena.get(at(entry) + NEXT));
      return entry;
    }
    long touched = arena.get(slots.touched());
    if (touched == slots.capacity()) {
      throw new IllegalStateException(
          "more than " + touched + " interrupts are under way, the last of them to CPU " + cpu);
    }
    arena.set(slots.touched(), touched + 1);
    return touched + 1;
  }

  private void giveBack(long entry) {
    arena.set(at(entry) + NEXT, arena.get(slots.free()));
    arena.set(slots.free(), entry);
    arena.add(slots.underWay(), -1);
    if (arena.get(slots.underWay()) == 0) {
      arena.set(slots.free(), 0);
      arena.set(slots.touched(), 0);
    }
  }

  /** {@return the cause of the next interrupt for this CPU} */
  int nextCause(int cpu) {
    return (int) (arena.get(at(head(cpu)) + WHAT) >>> 8);
  }

  /** {@return the vector of the next interrupt for this CPU} */
  int nextVector(int cpu) {
    return (int) arena.get(at(head(cpu)) + WHAT) & 0xff;
  }

  /** Takes the next interrupt out. @return its vector */
  int land(int cpu) {
    long entry = head(cpu);
    int vector = nextVector(cpu);
    arena.set(slots.heads() + cpu, arena.get(at(entry) + NEXT));
    giveBack(entry);
    return vector;
  }
}
