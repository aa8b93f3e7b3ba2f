package org.emukernel.entry.check;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.paging.PageTableEntry;

/** A pair of roots as PTI has them, in pages of 4 KiB; the user's root lies behind the kernel's. */
final class EntryTables {

  static final int PAGE = 4096;
  private static final long TABLE =
      PageTableEntry.PRESENT | PageTableEntry.WRITABLE | PageTableEntry.USER;

  private final PhysicalMemory memory;
  private final long root;
  private long next;

  /** Which roots map something. */
  enum Roots {
    KERNEL,
    BOTH
  }

  /**
   * Makes empty roots.
   *
   * @param root physical address of the first table, on a boundary of two pages
   */
  EntryTables(PhysicalMemory memory, long root) {
    this.memory = memory;
    this.root = root;
    this.next = root + 2 * PAGE;
  }

  long kernelRoot() {
    return root;
  }

  long userRoot() {
    return root + PAGE;
  }

  /** Maps the pages that the bytes touch, for the supervisor, writable and executable. */
  void map(long linear, long physical, long bytes, Roots roots) {
    long from = linear & -PAGE;
    long shift = (physical & -PAGE) - from;
    for (long at = from; at - from < bytes + (linear - from); at += PAGE) {
      long entry = at + shift | PageTableEntry.PRESENT | PageTableEntry.WRITABLE;
      memory.writeLong(entry(kernelRoot(), at), entry);
      if (roots == Roots.BOTH) {
        memory.writeLong(entry(userRoot(), at), entry);
      }
    }
  }

  private long entry(long top, long linear) {
    long table = top;
    for (int level = PageTableEntry.TOP_LEVEL; level > 1; level--) {
      long at = table + index(linear, level);
      if (memory.readLong(at) == 0) {
        memory.writeLong(at, next | TABLE);
        next += PAGE;
      }
      table = memory.readLong(at) & PageTableEntry.FRAME;
    }
    return table + index(linear, 1);
  }

  private static long index(long linear, int level) {
    return (linear >>> PageTableEntry.shift(level) & 511) * Long.BYTES;
  }
}
