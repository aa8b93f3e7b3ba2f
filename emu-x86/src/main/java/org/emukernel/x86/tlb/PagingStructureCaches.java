package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;
import org.emukernel.x86.paging.PageTableEntry;

/**
 * One CPU's PML4E, PDPTE and PDE caches (SDM vol. 3A, "Caches for Paging Structures"): each entry
 * holds the physical address of the next table and the rights of all entries above it, tagged with
 * a PCID. A page walk starts from the lowest one that it finds, without reading the entries above
 * from memory.
 */
public final class PagingStructureCaches {

  private final Bank[] banks = new Bank[PageTableEntry.TOP_LEVEL + 1];

  PagingStructureCaches(TlbLayout layout, Arena arena) {
    for (int level = 2; level <= PageTableEntry.TOP_LEVEL; level++) {
      banks[level] = new Bank(layout.structures(level), arena);
    }
  }

  /** {@return the index of the cached entry of one level for an address, or -1} */
  public int find(long linear, int level, int pcid) {
    return banks[level].find(setNumber(linear, level), Tag.of(linear, level, pcid));
  }

  private static long setNumber(long linear, int level) {
    return linear >>> PageTableEntry.shift(level);
  }

  /** {@return physical address of the table that an entry names, with its rights} */
  public long structure(int level, int index) {
    return banks[level].data(index) & ~Tlb.CONDEMNED;
  }

  /** {@return whether the use of an entry is to be reported} */
  public boolean isCondemned(int level, int index) {
    return (banks[level].data(index) & Tlb.CONDEMNED) != 0;
  }

  /** Puts an entry that names a table into the cache of its level, which must not have it. */
  public void insertAbsent(long linear, int level, int pcid, long structure) {
    banks[level].insertAbsent(setNumber(linear, level), Tag.of(linear, level, pcid), structure);
  }

  void removeAddress(long linear, int pcid) {
    for (int level = 2; level <= PageTableEntry.TOP_LEVEL; level++) {
      int index = find(linear, level, pcid);
      if (index >= 0) {
        banks[level].remove(index);
      }
    }
  }

  void removeMatching(long mask, long bits) {
    for (int level = 2; level <= PageTableEntry.TOP_LEVEL; level++) {
      banks[level].removeMatching(mask, bits);
    }
  }

  /** {@return whether any entry was stale} */
  boolean condemn(Condemned which, StaleCheck check) {
    boolean condemned = false;
    for (int level = 2; level <= PageTableEntry.TOP_LEVEL; level++) {
      Bank bank = banks[level];
      for (int index = bank.next(0); index >= 0; index = bank.next(index + 1)) {
        long tag = bank.tag(index);
        long data = bank.data(index);
        if (which.concerns(tag)
            && check.isStaleStructure(Tag.linear(tag), level, data & ~Tlb.CONDEMNED)) {
          bank.setData(index, data | Tlb.CONDEMNED);
          condemned = true;
        }
      }
    }
    return condemned;
  }
}
