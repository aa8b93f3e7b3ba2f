package org.emukernel.x86.mem;

import java.util.Arrays;
import org.emukernel.api.arena.PhysicalMemory;

/**
 * A set of linear pages that may say yes of a page that is not in it, but never no of one that is:
 * one bit for each remainder of the page number.
 */
final class PageFilter {

  private static final int BITS = 4096;

  private final long[] words = new long[BITS / Long.SIZE];

  void add(long linear) {
    int bit = bit(linear);
    words[bit / Long.SIZE] |= 1L << bit;
  }

  boolean mayContain(long linear) {
    int bit = bit(linear);
    return (words[bit / Long.SIZE] & 1L << bit) != 0;
  }

  void clear() {
    Arrays.fill(words, 0);
  }

  private static int bit(long linear) {
    return (int) (linear >>> PhysicalMemory.PAGE_SHIFT) & BITS - 1;
  }
}
