package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;

/**
 * Which INVLPGBs are on their way to which CPUs, for who runs a machine without time: each arrives
 * when the chooser says so, in any order. For each sender a slot with a bit for each CPU that has
 * not done its last one.
 */
public final class BroadcastArrivals {

  /** What {@link #arriving} returns when nothing arrives. */
  public static final int NONE = -1;

  /** A slot's bits. */
  public static final int MAX_CPUS = Long.SIZE;

  private final Arena arena;
  private final int first;
  private final int cpus;
  private final Chooser chooser;

  /**
   * Makes it.
   *
   * @param first what {@link #reserve} gave
   * @param cpus of the machine, at most {@link #MAX_CPUS}
   */
  public BroadcastArrivals(Arena arena, int first, int cpus, Chooser chooser) {
    this.arena = arena;
    this.first = first;
    this.cpus = cpus;
    this.chooser = chooser;
  }

  /** Reserves the slots. @return the first */
  public static int reserve(ArenaBuilder builder, int cpus) {
    if (cpus > MAX_CPUS) {
      throw new IllegalArgumentException(cpus + " CPUs; at most " + MAX_CPUS);
    }
    return builder.slots("invlpgb.on-its-way", cpus, SlotKind.STATE);
  }

  /** A CPU has broadcast one: {@code IpiBus.invalidate}. */
  public void sent(int sender) {
    long all = cpus == Long.SIZE ? -1 : (1L << cpus) - 1;
    arena.set(first + sender, all & ~(1L << sender));
  }

  /** {@return how many are on their way to a CPU} */
  public int onTheirWay(int target) {
    int count = 0;
    for (int sender = 0; sender < cpus; sender++) {
      count += (int) (arena.get(first + sender) >>> target & 1);
    }
    return count;
  }

  /**
   * Asks whether one arrives.
   *
   * @return the sender of the one that does, which the target now has to do, or {@link #NONE}
   */
  public int arriving(int target) {
    int count = onTheirWay(target);
    int answer = count == 0 ? 0 : chooser.choose(Choice.BROADCAST_ARRIVAL, target, count + 1);
    for (int sender = 0; answer > 0 && sender < cpus; sender++) {
      if ((arena.get(first + sender) >>> target & 1) != 0 && --answer == 0) {
        arena.set(first + sender, arena.get(first + sender) & ~(1L << target));
        return sender;
      }
    }
    return NONE;
  }
}
