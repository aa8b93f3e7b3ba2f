package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;

/**
 * Which ways of each set of a {@link Bank} hold an entry: one observer slot per set, one bit per
 * way, a function of the tags. Tells the free way of a set without a search, and makes emptying a
 * nearly empty array cheap.
 */
final class OccupiedWays {

  private final Arena arena;
  private final int ways;
  private final int first;
  private final int sets;
  private final long allWays;

  OccupiedWays(BankSlots slots, Arena arena) {
    this.arena = arena;
    this.ways = slots.ways();
    this.first = slots.occupied();
    this.sets = slots.sets();
    this.allWays = -1L >>> Long.SIZE - ways;
  }

  boolean isSetEmpty(int set) {
    return arena.get(first + set) == 0;
  }

  /* The lowest way of a set that is free, or -1. */
  int freeWay(int set) {
    long free = arena.get(first + set) ^ allWays;
    return free == 0 ? -1 : Long.numberOfTrailingZeros(free);
  }

  void add(int set, int way) {
    arena.set(first + set, arena.get(first + set) | 1L << way);
  }

  void remove(int set, int way) {
    arena.set(first + set, arena.get(first + set) & ~(1L << way));
  }

  /* The index of the first valid entry at or after an index, or -1. */
  int next(int from) {
    int set = from / ways;
    long mask = -1L << from - set * ways;
    while (set < sets) {
      long left = arena.get(first + set) & mask;
      if (left != 0) {
        return set * ways + Long.numberOfTrailingZeros(left);
      }
      set++;
      mask = -1;
    }
    return -1;
  }
}
