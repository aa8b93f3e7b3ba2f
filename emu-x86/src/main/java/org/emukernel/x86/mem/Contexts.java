package org.emukernel.x86.mem;

import java.util.Arrays;

/**
 * Numbers for the combinations of PCID and access mode under which translations are looked up. A
 * number stands for one combination between two changes of the TLB, so that going back to a
 * combination finds its short cuts again, and forgetting every short cut costs next to nothing.
 * Derived, no state.
 */
final class Contexts {

  /** The number of no context. */
  static final int NONE = 0;

  private static final int SLOTS = 16;
  private static final int FIRST_NUMBER = 1;
  /* One less than fits, since a tag of all ones means empty. */
  private static final int LAST_NUMBER = 4094;

  private final long[] keys = new long[SLOTS];
  private final int[] numbers = new int[SLOTS];
  private final Runnable onReuse;
  private int next = FIRST_NUMBER;
  private long rounds;

  /* onReuse runs before numbers are used again. */
  Contexts(Runnable onReuse) {
    this.onReuse = onReuse;
    forgetAll();
  }

  int numberOf(int pcid, int mode) {
    long key = (long) pcid << 8 | mode;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 60);
    if (keys[slot] != key) {
      keys[slot] = key;
      numbers[slot] = next++;
    }
    return numbers[slot];
  }

  /* Must run before a pair of numbers that shall stand together is asked for. */
  void makeRoomForPair() {
    if (next >= LAST_NUMBER) {
      forgetAll();
      onReuse.run();
      next = FIRST_NUMBER;
      rounds++;
    }
  }

  void forgetAll() {
    Arrays.fill(keys, -1);
  }

  /* A number for a context that is never given to another one. */
  long unique(int number) {
    return rounds * (LAST_NUMBER + 1) + number;
  }
}
