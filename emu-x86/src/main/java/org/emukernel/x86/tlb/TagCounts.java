package org.emukernel.x86.tlb;

import java.util.Arrays;

/**
 * How many entries of a translation cache have tags of each hash: what none has need not be
 * searched for. Derived from the tags, no state: after an undo they have to be counted anew.
 */
final class TagCounts {

  private static final int MAX_HASH_BITS = 12;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private final long countedBits;
  private final int shift;
  private final char[] counts;

  /**
   * Makes counts of zero.
   *
   * @param countedBits tags that are equal in these bits are counted together
   * @param entries how many the cache has
   */
  TagCounts(long countedBits, int entries) {
    if (entries > Character.MAX_VALUE) {
      throw new IllegalArgumentException(
          entries + " entries in a cache; at most " + (int) Character.MAX_VALUE);
    }
    int hashBits = Math.min(MAX_HASH_BITS, Long.bitCount(countedBits) + 1);
    this.countedBits = countedBits;
    this.shift = Long.SIZE - hashBits;
    this.counts = new char[1 << hashBits];
  }

  private int hash(long tag) {
    return (int) ((tag & countedBits) * GOLDEN_RATIO >>> shift);
  }

  /* Whether there may be an entry whose tag is equal in the counted bits. */
  boolean mayHold(long tag) {
    return counts[hash(tag)] != 0;
  }

  void added(long tag) {
    counts[hash(tag)]++;
  }

  void removed(long tag) {
    counts[hash(tag)]--;
  }

  void clear() {
    Arrays.fill(counts, (char) 0);
  }
}
