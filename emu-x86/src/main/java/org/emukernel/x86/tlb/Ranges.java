package org.emukernel.x86.tlb;

import org.emukernel.x86.paging.PageTableEntry;

/** Comparison of linear ranges, unsigned. */
final class Ranges {

  private Ranges() {}

  /* Whether what a tag covers overlaps [start, end). */
  static boolean overlap(long tag, long start, long end) {
    long first = Tag.linear(tag);
    long last = first + (1L << PageTableEntry.shift(Tag.level(tag))) - 1;
    return Long.compareUnsigned(first, end - 1) <= 0 && Long.compareUnsigned(start, last) <= 0;
  }
}
