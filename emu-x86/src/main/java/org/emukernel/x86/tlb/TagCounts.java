package org.emukernel.x86.tlb;

import java.util.Arrays;

/**
 * How many entries of a TLB have tags of each hash, whatever their PCIDs: what none has need not be
 * searched for. Derived from the tags, no state: after an undo they have to be counted anew.
 */
final class TagCounts {

  private static final int HASH_BITS = 12;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private final char[] counts = new char[1 << HASH_BITS];

  /* Makes counts of zero, of a TLB of this many entries. */
  TagCounts(int entries) {
    if (entries > Character.MAX_VALUE) {
      throw new IllegalArgumentException(
          entries + " entries in a TLB; at most " + (int) Character.MAX_VALUE);
    }
  }

  private static int hash(long tag) {
    return (int) ((tag & ~(Tag.PCID | Tag.GLOBAL)) * GOLDEN_RATIO >>> Long.SIZE - HASH_BITS);
  }

  /* Whether there may be an entry with this tag, under any PCID or global. */
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
