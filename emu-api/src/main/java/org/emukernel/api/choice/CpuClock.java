package org.emukernel.api.choice;

import org.emukernel.api.arena.Arena;

/** One CPU's virtual time: an observer slot of the arena that every priced event moves on. */
public final class CpuClock {

  private final Arena arena;
  private final int slot;
  private final long[] picoseconds;

  /**
   * Makes a clock.
   *
   * @param arena where the time lies
   * @param slot an observer slot: picoseconds since the start of the scenario
   * @param costs what things cost
   */
  public CpuClock(Arena arena, int slot, CostModel costs) {
    this.arena = arena;
    this.slot = slot;
    this.picoseconds = costs.table();
  }

  /** Moves on by the price of one event. */
  public void charge(Cost cost) {
    arena.add(slot, picoseconds[cost.ordinal()]);
  }

  /**
   * Moves on by a difference of prices; a negative one takes back part of what the same step was
   * charged.
   */
  public void advanceBy(long ps) {
    arena.add(slot, ps);
  }

  /** {@return the price of an event, ps} */
  public long price(Cost cost) {
    return picoseconds[cost.ordinal()];
  }

  /** {@return now, picoseconds since the start of the scenario} */
  public long nowPs() {
    return arena.get(slot);
  }

  /** Moves on to a later time; an earlier one changes nothing. */
  public void advanceTo(long ps) {
    if (ps > arena.get(slot)) {
      arena.set(slot, ps);
    }
  }
}
