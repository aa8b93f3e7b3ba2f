package org.example.riscv;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.paging.PageTableFormat;

/** Walks Sv39 page tables, without any effect on them. */
final class PageTables {

  private PageTables() {}

  /**
   * A leaf.
   *
   * @param at physical address of the entry
   */
  record Leaf(long at, long entry, int level) {}

  /* {@return the leaf that translates an address, or null} A misaligned superpage is none. */
  static Leaf walk(PhysicalMemory memory, long root, long linear) {
    long table = root;
    for (int level = Sv39.LEVELS; level >= 1; level--) {
      long index = linear >>> Sv39.shift(level) & PageTableFormat.ENTRIES - 1;
      long at = table + index * PageTableFormat.ENTRY_BYTES;
      long entry = memory.readLong(at);
      boolean reserved = (entry & (Sv39.R | Sv39.W)) == Sv39.W;
      if ((entry & Sv39.V) == 0 || reserved) {
        return null;
      }
      if (Sv39.isLeaf(entry)) {
        boolean aligned = (Sv39.frame(entry) & (1L << Sv39.shift(level)) - 1) == 0;
        return aligned ? new Leaf(at, entry, level) : null;
      }
      table = Sv39.frame(entry);
    }
    return null;
  }
}
