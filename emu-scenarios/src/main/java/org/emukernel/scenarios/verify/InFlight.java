package org.emukernel.scenarios.verify;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.x86.apic.Vectors;

/**
 * The interrupts that were sent and have not arrived: how many of each vector for each CPU. Each
 * may arrive at any time, in any order.
 */
final class InFlight implements IpiBus {

  /** The vectors that kernels send each other, in the order of {@link #count}'s index. */
  private static final int[] VECTORS = {
    Vectors.CALL_FUNCTION, Vectors.CALL_FUNCTION_SINGLE, Vectors.RESCHEDULE, Vectors.IRQ_WORK
  };

  /* Words beyond all physical memory that stand for what is on its way to each CPU. */
  private static final long UNDER_WAY = 1L << 57;

  private final Arena arena;
  private final SharedWords words;
  private final int first;
  private final StepTouches touches;

  InFlight(Arena arena, int first, SharedWords words, StepTouches touches) {
    this.arena = arena;
    this.first = first;
    this.words = words;
    this.touches = touches;
  }

  static int reserve(ArenaBuilder slots, int cpus) {
    return slots.slots("in-flight", cpus * VECTORS.length, SlotKind.STATE);
  }

  static int kinds() {
    return VECTORS.length;
  }

  static int vector(int kind) {
    return VECTORS[kind];
  }

  long count(int cpu, int kind) {
    return arena.get(slot(cpu, kind));
  }

  boolean hasAny(int cpu) {
    for (int kind = 0; kind < VECTORS.length; kind++) {
      if (count(cpu, kind) != 0) {
        return true;
      }
    }
    return false;
  }

  void land(int cpu, int kind) {
    arena.add(slot(cpu, kind), -1);
  }

  private int slot(int cpu, int kind) {
    return first + cpu * VECTORS.length + kind;
  }

  /**
   * What another CPU might send a CPU would come to something else before its step than after it.
   */
  void mindedBy(int cpu) {
    if (words.loaded(cpu, underWay(cpu), Long.BYTES)) {
      touches.asked(underWay(cpu));
    }
  }

  /** {@return the number of the word that stands for what is on its way to a CPU} */
  static long word(int cpu) {
    return underWay(cpu) >>> 3;
  }

  private static long underWay(int cpu) {
    return UNDER_WAY + (long) cpu * Long.BYTES;
  }

  @Override
  public void fixed(int sender, int target, int vector) {
    for (int kind = 0; kind < VECTORS.length; kind++) {
      if (VECTORS[kind] == vector) {
        arena.add(slot(target, kind), 1);
        words.stored(sender, underWay(target), Long.BYTES);
        touches.told(underWay(target));
        return;
      }
    }
    throw new IllegalStateException("CPU " + sender + " sends vector " + vector);
  }

  @Override
  public void nmi(int sender, int target) {
    throw new IllegalStateException("CPU " + sender + " sends an NMI");
  }

  @Override
  public void invalidate(int sender) {
    throw new IllegalStateException("CPU " + sender + " broadcasts an invalidation");
  }
}
