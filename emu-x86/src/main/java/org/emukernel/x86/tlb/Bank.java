package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;

/**
 * A set-associative array of (tag, data) pairs in arena slots.
 *
 * <p>An entry that is not valid is all zero, so that equal contents hash equal. A new entry takes
 * the lowest free way of its set, or else the way at the set's pointer, which then moves on: round
 * robin, that is first in first out as long as nothing is invalidated. A hit changes nothing, so
 * that a short cut around the look-up cannot change the state. The pointer of a set without entries
 * is zero.
 *
 * <p>One bit per entry in observer slots, a function of the tags, makes emptying a nearly empty
 * array cheap.
 */
final class Bank {

  private final Arena arena;
  private final int ways;
  private final int setMask;
  private final int tags;
  private final int data;
  private final int pointers;
  private final int occupied;
  private final int occupiedWords;

  Bank(BankSlots slots, Arena arena) {
    this.arena = arena;
    this.ways = slots.ways();
    this.setMask = slots.sets() - 1;
    this.tags = slots.tags();
    this.data = slots.data();
    this.pointers = slots.pointers();
    this.occupied = slots.occupied();
    this.occupiedWords = slots.occupiedWords();
  }

  int size() {
    return (setMask + 1) * ways;
  }

  long tag(int index) {
    return arena.get(tags + index);
  }

  long data(int index) {
    return arena.get(data + index);
  }

  void setData(int index, long value) {
    arena.set(data + index, value);
  }

  /* Index of the entry with this tag, or -1. */
  int find(long setNumber, long tag) {
    int first = tags + ((int) setNumber & setMask) * ways;
    for (int slot = first; slot < first + ways; slot++) {
      if (arena.get(slot) == tag) {
        return slot - tags;
      }
    }
    return -1;
  }

  /* Index of the entry with the preferred tag, else of that with the other, else -1. */
  int find(long setNumber, long preferred, long other) {
    int first = tags + ((int) setNumber & setMask) * ways;
    int found = -1;
    for (int slot = first; slot < first + ways; slot++) {
      long tag = arena.get(slot);
      if (tag == preferred) {
        return slot - tags;
      }
      if (tag == other) {
        found = slot - tags;
      }
    }
    return found;
  }

  /* Where a new entry goes: over the one with the same tag, a free way, or the pointer's way. */
  int wayFor(long setNumber, long tag) {
    int set = (int) setNumber & setMask;
    int first = tags + set * ways;
    int free = -1;
    for (int slot = first + ways - 1; slot >= first; slot--) {
      long present = arena.get(slot);
      if (present == tag) {
        return slot - tags;
      }
      if (present == 0) {
        free = slot - tags;
      }
    }
    return free >= 0 ? free : nextVictim(set);
  }

  private int nextVictim(int set) {
    int way = (int) arena.get(pointers + set);
    arena.set(pointers + set, way + 1 == ways ? 0 : way + 1);
    return set * ways + way;
  }

  void put(int index, long tag, long value) {
    arena.set(tags + index, tag);
    arena.set(data + index, value);
    setOccupied(index);
  }

  private void setOccupied(int index) {
    int slot = occupied + (index >>> 6);
    arena.set(slot, arena.get(slot) | 1L << index);
  }

  void remove(int index) {
    arena.set(tags + index, 0);
    arena.set(data + index, 0);
    int slot = occupied + (index >>> 6);
    arena.set(slot, arena.get(slot) & ~(1L << index));
    int set = index / ways;
    if (arena.get(pointers + set) != 0 && isSetEmpty(set)) {
      arena.set(pointers + set, 0);
    }
  }

  private boolean isSetEmpty(int set) {
    for (int slot = tags + set * ways; slot < tags + (set + 1) * ways; slot++) {
      if (arena.get(slot) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return next(0) < 0;
  }

  /* Removes every entry whose tag has these bits under this mask; whether there was one. */
  boolean removeMatching(long mask, long bits) {
    boolean removed = false;
    for (int word = 0; word < occupiedWords; word++) {
      long left = arena.get(occupied + word);
      while (left != 0) {
        int index = (word << 6) + Long.numberOfTrailingZeros(left);
        left &= left - 1;
        if ((tag(index) & mask) == bits) {
          remove(index);
          removed = true;
        }
      }
    }
    return removed;
  }

  /* The first valid entry at or after an index, or -1. */
  int next(int from) {
    int word = from >>> 6;
    if (word >= occupiedWords) {
      return -1;
    }
    long left = arena.get(occupied + word) & -1L << from;
    while (left == 0) {
      word++;
      if (word == occupiedWords) {
        return -1;
      }
      left = arena.get(occupied + word);
    }
    return (word << 6) + Long.numberOfTrailingZeros(left);
  }
}
