package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.x86.paging.PageTableEntry;

/**
 * One CPU's PML4E, PDPTE and PDE caches (SDM vol. 3A, "Caches for Paging Structures"): each entry
 * holds the physical address of the next table and the rights of all entries above it, tagged with
 * a PCID. A page walk starts from the lowest one that it finds, without reading the entries above
 * from memory.
 *
 * <p>Entries are numbered, those of all three caches together, PDEs first; an index is valid until
 * the entry is removed.
 */
public final class PagingStructureCaches {

  /* Beside Tlb.CONDEMNED: the table that the entry names was freed. */
  private static final long FREED = 1L << 61;
  private static final long MARKS = Tlb.CONDEMNED | FREED;

  private final Bank bank;
  private final int pdeSets;

  PagingStructureCaches(TlbLayout layout, Arena arena) {
    bank = new Bank(layout.structures(), arena);
    pdeSets = layout.structures().sets() - TlbLayout.SETS_ABOVE_PDES;
  }

  /** {@return the index of the lowest cached entry for an address, or -1} */
  public int findLowest(long linear, int pcid) {
    for (int level = 2; level <= PageTableEntry.TOP_LEVEL; level++) {
      int index = find(linear, level, pcid);
      if (index >= 0) {
        return index;
      }
    }
    return -1;
  }

  /** {@return the index of the cached entry of one level for an address, or -1} */
  public int find(long linear, int level, int pcid) {
    return bank.find(set(linear, level), Tag.of(linear, level, pcid));
  }

  private int set(long linear, int level) {
    return level == 2
        ? (int) (linear >>> PageTableEntry.shift(2)) & pdeSets - 1
        : pdeSets + level - 3;
  }

  /** {@return 2 for a PDE, 3 for a PDPTE, 4 for a PML4E} */
  public int level(int index) {
    return Tag.level(bank.tag(index));
  }

  /** {@return physical address of the table that an entry names, with its rights} */
  public long structure(int index) {
    return bank.data(index) & ~MARKS;
  }

  /** {@return whether the use of an entry is to be reported} */
  public boolean isCondemned(int index) {
    return (bank.data(index) & Tlb.CONDEMNED) != 0;
  }

  /** {@return whether the table that an entry names has been freed} */
  public boolean isFreed(int index) {
    return (bank.data(index) & FREED) != 0;
  }

  /** {@return a hash of all entries of one level for an address, whatever places they have} */
  public long hashOf(long linear, int level) {
    long hash = 0;
    for (int index = nextOf(linear, level, 0);
        index >= 0;
        index = nextOf(linear, level, index + 1)) {
      hash += SplitMix64.mix(SplitMix64.mix(bank.tag(index)) ^ bank.data(index));
    }
    return hash;
  }

  /**
   * {@return the index of the first entry of one level, at or after an index, for an address, under
   * any PCID, or -1}
   */
  public int nextOf(long linear, int level, int from) {
    for (int index = bank.next(from); index >= 0; index = bank.next(index + 1)) {
      long tag = bank.tag(index);
      if (Tag.level(tag) == level && Tag.covers(tag, linear)) {
        return index;
      }
    }
    return -1;
  }

  /** {@return the PCID that an entry is found under} */
  public int pcid(int index) {
    return Tag.pcid(bank.tag(index));
  }

  void remove(int index) {
    bank.remove(index);
  }

  /** Puts an entry that names a table into the cache of its level, which must not have it. */
  public void insertAbsent(long linear, int level, int pcid, long structure) {
    bank.insertAbsent(set(linear, level), Tag.of(linear, level, pcid), structure);
  }

  void removeAddress(long linear, int pcid) {
    for (int level = 2; level <= PageTableEntry.TOP_LEVEL; level++) {
      int index = find(linear, level, pcid);
      if (index >= 0) {
        bank.remove(index);
      }
    }
  }

  void removeMatching(long mask, long bits) {
    bank.removeMatching(mask, bits);
  }

  /* Whether any entry led to the table, which was freed. */
  boolean condemnTable(long table) {
    boolean condemned = false;
    for (int index = bank.next(0); index >= 0; index = bank.next(index + 1)) {
      long data = bank.data(index);
      if ((data & PageTableEntry.FRAME) == table) {
        bank.setData(index, data | MARKS);
        condemned = true;
      }
    }
    return condemned;
  }

  /** {@return whether any entry was stale} */
  boolean condemn(Condemned which, StaleCheck check) {
    boolean condemned = false;
    for (int index = bank.next(0); index >= 0; index = bank.next(index + 1)) {
      long tag = bank.tag(index);
      long data = bank.data(index);
      if (which.concerns(tag)
          && check.isStaleStructure(Tag.linear(tag), Tag.level(tag), data & ~MARKS)) {
        bank.setData(index, data | Tlb.CONDEMNED);
        condemned = true;
      }
    }
    return condemned;
  }
}
