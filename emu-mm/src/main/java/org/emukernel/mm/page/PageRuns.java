package org.emukernel.mm.page;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * A row of numbered units that are free or taken, which finds the lowest run of free ones in time
 * that grows with the logarithm of their number.
 */
public final class PageRuns {

  /* One bit a unit, 1 = taken, in words of 64; over the words a binary tree in heap order whose nodes
   * hold the length of the free run at their left end, at their right end, and of the longest
   * anywhere, 21 bits each. Words and nodes are stored so that zero means that everything is free: a
   * node is kept as the exclusive or with the value of a free node of its size. */

  /** No run. */
  public static final long NONE = -1;

  private static final int WORD_BITS = 64;
  private static final int FIELD_BITS = 21;
  private static final long FIELD = (1L << FIELD_BITS) - 1;

  private final Arena arena;
  private final Slots slots;

  /**
   * Slots reserved for it.
   *
   * @param units how many units: 64 times a power of two, at most 2^20
   * @param words first of {@code units / 64} slots
   * @param nodes first of {@code units / 32} slots
   */
  public record Slots(int units, int words, int nodes) {

    /** Reserves the state. */
    public static Slots reserve(ArenaBuilder builder, String name, int units) {
      if (units < WORD_BITS || units > 1 << 20 || Integer.bitCount(units) != 1) {
        throw new IllegalArgumentException(
            name + ": " + units + " units are no power of two between 64 and 1048576");
      }
      return new Slots(
          units,
          builder.slots(name + ".taken", units / WORD_BITS, SlotKind.STATE),
          builder.slots(name + ".runs", 2 * units / WORD_BITS, SlotKind.STATE));
    }
  }

  /** Works on the slots of an arena. */
  public PageRuns(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  /** {@return how many units there are} */
  public int units() {
    return slots.units;
  }

  /** {@return whether no unit is taken} */
  public boolean allFree() {
    return longest(1, slots.units) == slots.units;
  }

  /**
   * {@return the lowest number that begins a run of {@code count} free units and is a multiple of
   * {@code alignment}, or {@link #NONE}}
   *
   * @param alignment a power of two
   */
  public long lowest(int count, int alignment) {
    return lowest(1, 0, slots.units, count, alignment);
  }

  private long lowest(int node, int first, int size, int count, int alignment) {
    if (longest(node, size) < count) {
      return NONE;
    }
    if (size == WORD_BITS) {
      return lowestInWord(arena.get(slots.words + first / WORD_BITS), first, count, alignment);
    }
    int half = size / 2;
    int middle = first + half;
    long left = lowest(2 * node, first, half, count, alignment);
    if (left != NONE) {
      return left;
    }
    int start = alignUp(middle - suffix(2 * node, half), alignment);
    if (start + count <= middle + prefix(2 * node + 1, half)) {
      return start;
    }
    return lowest(2 * node + 1, middle, half, count, alignment);
  }

  private static long lowestInWord(long word, int first, int count, int alignment) {
    int at = 0;
    while (at < WORD_BITS) {
      at += Long.numberOfTrailingZeros(~(word >>> at));
      if (at >= WORD_BITS) {
        return NONE;
      }
      int end = at + Math.min(Long.numberOfTrailingZeros(word >>> at), WORD_BITS - at);
      int start = alignUp(first + at, alignment);
      if (start + count <= first + end) {
        return start;
      }
      at = end;
    }
    return NONE;
  }

  private static int alignUp(int value, int alignment) {
    return (value + alignment - 1) & -alignment;
  }

  /** Takes units. */
  public void take(int first, int count) {
    change(first, count, -1L);
  }

  /** Frees units. */
  public void free(int first, int count) {
    change(first, count, 0);
  }

  private void change(int first, int count, long to) {
    int last = first + count - 1;
    for (int word = first / WORD_BITS; word <= last / WORD_BITS; word++) {
      int low = Math.max(first - word * WORD_BITS, 0);
      int high = Math.min(last - word * WORD_BITS, WORD_BITS - 1);
      long mask = (-1L >>> (WORD_BITS - 1 - high + low)) << low;
      long old = arena.get(slots.words + word);
      arena.set(slots.words + word, (old & ~mask) | (to & mask));
    }
    recompute(first / WORD_BITS, last / WORD_BITS);
  }

  /* Upwards, as long as something changes. */
  private void recompute(int firstWord, int lastWord) {
    int leaves = slots.units / WORD_BITS;
    boolean changed = false;
    for (int word = firstWord; word <= lastWord; word++) {
      changed |= setNode(leaves + word, WORD_BITS, ofWord(arena.get(slots.words + word)));
    }
    int low = leaves + firstWord;
    int high = leaves + lastWord;
    for (int size = 2 * WORD_BITS; changed && low > 1; size *= 2) {
      low /= 2;
      high /= 2;
      changed = false;
      for (int node = low; node <= high; node++) {
        changed |= setNode(node, size, ofChildren(node, size / 2));
      }
    }
  }

  private static long ofWord(long taken) {
    if (taken == 0) {
      return full(WORD_BITS);
    }
    int longest = 0;
    long free = ~taken;
    while (free != 0) {
      free >>>= Long.numberOfTrailingZeros(free);
      int run = Long.numberOfTrailingZeros(~free);
      longest = Math.max(longest, run);
      free >>>= run;
    }
    return pack(Long.numberOfTrailingZeros(taken), Long.numberOfLeadingZeros(taken), longest);
  }

  private long ofChildren(int node, int half) {
    long left = node(2 * node, half);
    long right = node(2 * node + 1, half);
    long prefix = left & FIELD;
    long suffix = (right >>> FIELD_BITS) & FIELD;
    long inner = ((left >>> FIELD_BITS) & FIELD) + (right & FIELD);
    long longest = Math.max(inner, Math.max(left >>> 2 * FIELD_BITS, right >>> 2 * FIELD_BITS));
    return pack(
        prefix == half ? half + (right & FIELD) : prefix,
        suffix == half ? half + ((left >>> FIELD_BITS) & FIELD) : suffix,
        longest);
  }

  private static long pack(long prefix, long suffix, long longest) {
    return prefix | suffix << FIELD_BITS | longest << 2 * FIELD_BITS;
  }

  private static long full(int size) {
    return pack(size, size, size);
  }

  private long node(int node, int size) {
    return arena.get(slots.nodes + node) ^ full(size);
  }

  private boolean setNode(int node, int size, long value) {
    int slot = slots.nodes + node;
    long stored = value ^ full(size);
    boolean changed = arena.get(slot) != stored;
    arena.set(slot, stored);
    return changed;
  }

  private int prefix(int node, int size) {
    return (int) (node(node, size) & FIELD);
  }

  private int suffix(int node, int size) {
    return (int) ((node(node, size) >>> FIELD_BITS) & FIELD);
  }

  private int longest(int node, int size) {
    return (int) (node(node, size) >>> 2 * FIELD_BITS);
  }
}
