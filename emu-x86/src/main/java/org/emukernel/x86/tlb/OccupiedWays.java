package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;

/**
 * Which ways of each set of a {@link Bank} hold an entry, and which of them one above level 1: two
 * observer slots per set, one bit per way in each, a function of the tags. Tells the free way of a
 * set without a search, spares most searches for large pages, and makes emptying a nearly empty
 * array cheap.
 */
record OccupiedWays(int first, int sets, int ways, long allWays) {

  static final int MAX_WAYS = Long.SIZE;
  static final int SLOTS = 2;

  static OccupiedWays of(BankSlots slots) {
    long allWays = -1L >>> MAX_WAYS - slots.ways();
    return new OccupiedWays(slots.occupied(), slots.sets(), slots.ways(), allWays);
  }

  private int valid(int set) {
    return first + SLOTS * set;
  }

  private int large(int set) {
    return valid(set) + 1;
  }

  boolean isSetEmpty(Arena arena, int set) {
    return arena.get(valid(set)) == 0;
  }

  boolean hasLarge(Arena arena, int set) {
    return arena.get(large(set)) != 0;
  }

  /* The lowest way of a set that is free, or -1. */
  int freeWay(Arena arena, int set) {
    long free = arena.get(valid(set)) ^ allWays;
    return free == 0 ? -1 : Long.numberOfTrailingZeros(free);
  }

  /* A way now holds an entry of a level, or none if that is 0. */
  void set(Arena arena, int set, int way, int level) {
    setBit(arena, valid(set), way, level > 0 ? 1 : 0);
    setBit(arena, large(set), way, level > 1 ? 1 : 0);
  }

  private void setBit(Arena arena, int slot, int way, long bit) {
    arena.set(slot, arena.get(slot) & ~(1L << way) | bit << way);
  }

  /* The index of the first valid entry at or after an index, or -1. */
  int next(Arena arena, int from) {
    int set = from / ways;
    long mask = -1L << from - set * ways;
    while (set < sets) {
      long left = arena.get(valid(set)) & mask;
      if (left != 0) {
        return set * ways + Long.numberOfTrailingZeros(left);
      }
      set++;
      mask = -1;
    }
    return -1;
  }
}
