package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.machine.IpiBus;

/**
 * The INVLPGB of one CPU that is under way to the others: its operands, and how many have not done
 * it yet. There is one at a time; the next waits, as TLBSYNC does, until all others have done it.
 */
public final class Broadcasts {

  private static final int ADDRESS = 0;
  private static final int COUNT = 1;
  private static final int CONTEXT = 2;
  private static final int OUTSTANDING = 3;
  private static final int SLOTS = 4;

  private final Arena arena;
  private final int first;
  private final int sender;
  private final int cpus;
  private final IpiBus carrier;

  /**
   * Makes one CPU's.
   *
   * @param first what {@link #reserve} gave
   * @param carrier brings it to the other CPUs, some time; each then says {@link #done}
   */
  public Broadcasts(Arena arena, int first, int sender, int cpus, IpiBus carrier) {
    this.arena = arena;
    this.first = first;
    this.sender = sender;
    this.cpus = cpus;
    this.carrier = carrier;
  }

  /** Reserves the slots of one CPU. @return the first */
  public static int reserve(ArenaBuilder builder, String cpu) {
    return builder.slots(cpu + ".invlpgb", SLOTS, SlotKind.STATE);
  }

  /** {@return whether all other CPUs have done the last one} */
  public boolean areDone() {
    return arena.get(first + OUTSTANDING) == 0;
  }

  /** Sends one; the last one is done. */
  public void send(Invlpgb what) {
    arena.set(first + ADDRESS, what.address());
    arena.set(first + COUNT, what.count());
    arena.set(first + CONTEXT, what.context());
    arena.set(first + OUTSTANDING, cpus - 1L);
    if (cpus > 1) {
      carrier.invalidate(sender);
    }
  }

  /** {@return the one that is under way} */
  public Invlpgb underWay() {
    return new Invlpgb(
        arena.get(first + ADDRESS),
        (int) arena.get(first + COUNT),
        (int) arena.get(first + CONTEXT));
  }

  /** One more CPU has done it. */
  public void done() {
    arena.add(first + OUTSTANDING, -1);
  }
}
