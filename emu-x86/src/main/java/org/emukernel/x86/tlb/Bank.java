package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SlotKind;
import org.jspecify.annotations.Nullable;

/**
 * A set-associative array of (tag, data) pairs in arena slots.
 *
 * <p>An entry that is not valid is all zero, so that equal contents hash equal. A new entry takes
 * the lowest free way of its set, or else the way at the set's pointer, which then moves on: round
 * robin, that is first in first out as long as nothing is invalidated. A hit changes nothing, so
 * that a short cut around the look-up cannot change the state. The pointer of a set without entries
 * is zero.
 */
final class Bank {

  private final Arena arena;
  private final int sets;
  private final int ways;
  private final int tags;
  private final int data;
  private final int pointers;
  private final OccupiedWays occupied;
  private final @Nullable TagCounts counts;
  private final boolean mayBeFull;

  /* A bank whose tags are not counted. */
  Bank(BankSlots slots, Arena arena) {
    this(slots, arena, null);
  }

  private Bank(BankSlots slots, Arena arena, @Nullable TagCounts counts) {
    this.arena = arena;
    this.ways = slots.ways();
    this.sets = slots.sets();
    this.tags = slots.tags();
    this.data = slots.data();
    this.pointers = slots.pointers();
    this.occupied = OccupiedWays.of(slots);
    this.mayBeFull = slots.kind() == SlotKind.STATE;
    this.counts = counts;
  }

  /*
   * A bank whose tags are counted. Not if its entries are observers: they are an explorer's, who
   * undoes each step, and counting anew would take longer than searching.
   */
  static Bank counted(BankSlots slots, Arena arena) {
    if (slots.kind() == SlotKind.OBSERVER) {
      return new Bank(slots, arena);
    }
    TagCounts counts = new TagCounts(slots.sets() * slots.ways());
    Bank bank = new Bank(slots, arena, counts);
    arena.onRewind(() -> bank.recount(counts));
    return bank;
  }

  int size() {
    return sets * ways;
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

  /* False only if no entry has this tag, under any PCID or global. */
  boolean mayHold(long tag) {
    return counts == null || counts.mayHold(tag);
  }

  /* Index of the entry with this tag, or -1. */
  int find(int set, long tag) {
    int first = tags + set * ways;
    int slot = arena.find(first, first + ways, -1, tag);
    return slot < 0 ? -1 : slot - tags;
  }

  /*
   * Index of the entry with the preferred tag, else of that with the other, else -1. Both are the
   * same under the mask.
   */
  int find(int set, long mask, long preferred, long other) {
    int first = tags + set * ways;
    int slot = arena.find(first, first + ways, mask, preferred & mask);
    return slot < 0 ? -1 : findFrom(slot, first + ways, preferred, other);
  }

  private int findFrom(int first, int end, long preferred, long other) {
    int found = -1;
    for (int slot = first; slot < end; slot++) {
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

  /* Whether a set has an entry above level 1. */
  boolean hasLarge(int set) {
    return occupied.hasLarge(arena, set);
  }

  /* Where a new entry goes: over the one with the same tag, or as for one that is not there. */
  int indexFor(int set, long tag) {
    int index = find(set, tag);
    return index >= 0 ? index : indexForAbsent(set);
  }

  /* Where an entry goes whose tag is not there: the lowest free way, or the pointer's. */
  int indexForAbsent(int set) {
    int way = occupied.freeWay(arena, set);
    return set * ways + (way >= 0 ? way : nextVictim(set));
  }

  void insertAbsent(int set, long tag, long value) {
    put(indexForAbsent(set), tag, value);
  }

  /* What no hash sees must not go unseen. */
  private int nextVictim(int set) {
    if (!mayBeFull) {
      throw new IllegalStateException("a translation cache that must never be full is full");
    }
    int way = (int) arena.get(pointers + set);
    arena.set(pointers + set, way + 1 == ways ? 0 : way + 1);
    return way;
  }

  /* Puts an entry in at an index that indexFor or indexForAbsent gave. */
  void put(int index, long tag, long value) {
    long old = tag(index);
    if (Tag.level(tag) != Tag.level(old)) {
      int set = index / ways;
      occupied.set(arena, set, index - set * ways, Tag.level(tag));
    }
    if (counts != null) {
      count(counts, old, tag);
    }
    arena.set(tags + index, tag);
    arena.set(data + index, value);
  }

  private static void count(TagCounts counts, long old, long tag) {
    if (old != 0) {
      counts.removed(old);
    }
    counts.added(tag);
  }

  void remove(int index) {
    int set = index / ways;
    if (counts != null) {
      counts.removed(tag(index));
    }
    arena.set(tags + index, 0);
    arena.set(data + index, 0);
    occupied.set(arena, set, index - set * ways, 0);
    if (arena.get(pointers + set) != 0 && occupied.isSetEmpty(arena, set)) {
      arena.set(pointers + set, 0);
    }
  }

  private void recount(TagCounts all) {
    all.clear();
    for (int index = next(0); index >= 0; index = next(index + 1)) {
      all.added(tag(index));
    }
  }

  boolean isEmpty() {
    return next(0) < 0;
  }

  /* Removes every entry whose tag has these bits under this mask; whether there was one. */
  boolean removeMatching(long mask, long bits) {
    boolean removed = false;
    for (int index = next(0); index >= 0; index = next(index + 1)) {
      if ((tag(index) & mask) == bits) {
        remove(index);
        removed = true;
      }
    }
    return removed;
  }

  /* The first valid entry at or after an index, or -1. */
  int next(int from) {
    return occupied.next(arena, from);
  }
}
