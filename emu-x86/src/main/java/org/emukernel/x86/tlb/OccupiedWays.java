package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;

/**
 * Which ways of each set of a {@link Bank} hold an entry, and which of them one above level 1: one
 * observer slot per set, two bits per way, a function of the tags. Tells the free way of a set
 * without a search, spares most searches for large pages, and makes emptying a nearly empty array
 * cheap.
 */
final class OccupiedWays {

  static final int MAX_WAYS = 32;

  private static final long VALID = 0xffff_ffffL;
  private static final long LARGE = ~VALID;
  private static final long BOTH = 1L << MAX_WAYS | 1;

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
    this.allWays = (1L << ways) - 1;
  }

  boolean isSetEmpty(int set) {
    return arena.get(first + set) == 0;
  }

  boolean hasLarge(int set) {
    return (arena.get(first + set) & LARGE) != 0;
  }

  /* The lowest way of a set that is free, or -1. */
  int freeWay(int set) {
    long free = ~arena.get(first + set) & allWays;
    return free == 0 ? -1 : Long.numberOfTrailingZeros(free);
  }

  /* A way now holds a tag, or nothing if that is 0. */
  void set(int set, int way, long tag) {
    long bits = tag == 0 ? 0 : Tag.level(tag) > 1 ? BOTH : 1;
    arena.set(first + set, arena.get(first + set) & ~(BOTH << way) | bits << way);
  }

  /* The index of the first valid entry at or after an index, or -1. */
  int next(int from) {
    int set = from / ways;
    long mask = -1L << from - set * ways;
    while (set < sets) {
      long left = arena.get(first + set) & VALID & mask;
      if (left != 0) {
        return set * ways + Long.numberOfTrailingZeros(left);
      }
      set++;
      mask = -1;
    }
    return -1;
  }
}
