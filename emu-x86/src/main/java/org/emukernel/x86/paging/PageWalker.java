package org.emukernel.x86.paging;

/**
 * The walk through the paging structures in memory (SDM vol. 3A, "4-Level Paging and 5-Level
 * Paging"). Sets the accessed flag of each entry that names a table as it passes it, and of the
 * leaf, with the dirty flag on a write, once the access is allowed ("Accessed and Dirty Flags").
 *
 * <p>The result of a walk stays readable until the next one; it is no state of the machine.
 */
public final class PageWalker {

  /** What a walk from CR3 starts with: every right. */
  public static final long ALL_RIGHTS = PageTableEntry.WRITABLE | PageTableEntry.USER;

  private static final long GRANTING = PageTableEntry.WRITABLE | PageTableEntry.USER;

  private final EntryMemory memory;
  private final long[] structures = new long[PageTableEntry.TOP_LEVEL + 1];
  private long entryAddress;
  private long entry;
  private long rights;
  private int level;
  private int cause;

  /** Makes a walker. */
  public PageWalker(EntryMemory memory) {
    this.memory = memory;
  }

  /**
   * Translates for an access.
   *
   * @param linear a canonical address
   * @param firstLevel the level of the first entry to read
   * @param structure physical address of the table that holds it, with the rights so far
   * @return whether the access is allowed; if not, {@link #faultCause} says why
   */
  public boolean walk(long linear, int firstLevel, long structure, AccessKind kind, int mode) {
    if (!descend(linear, firstLevel, structure, mode)) {
      return false;
    }
    if (!AccessMode.permits(rights, kind, mode)) {
      cause = PageFaultCode.PRESENT;
      return false;
    }
    setLeafBits(
        kind == AccessKind.WRITE
            ? PageTableEntry.ACCESSED | PageTableEntry.DIRTY
            : PageTableEntry.ACCESSED);
    return true;
  }

  /**
   * Translates for no access in particular: the processor may do so at any time, whatever the
   * rights ("Caching Translation Information").
   *
   * @return whether there is a translation
   */
  public boolean walkSpeculatively(long linear, int firstLevel, long structure, int mode) {
    if (!descend(linear, firstLevel, structure, mode)) {
      return false;
    }
    setLeafBits(PageTableEntry.ACCESSED);
    return true;
  }

  /* In local variables, since each level waits for the one before. */
  private boolean descend(long linear, int firstLevel, long structure, int mode) {
    long table = structure & PageTableEntry.FRAME;
    long granted = structure & ~PageTableEntry.FRAME;
    for (int at = firstLevel; ; at--) {
      long address = table + PageTableEntry.offset(linear, at);
      long found = memory.readEntry(address);
      if (!isUsable(found, at, mode)) {
        level = at;
        return false;
      }
      granted = granted & found & GRANTING | (granted | found) & PageTableEntry.NO_EXECUTE;
      if (PageTableEntry.isLeaf(found, at)) {
        level = at;
        entryAddress = address;
        entry = found;
        rights = granted;
        return true;
      }
      if ((found & PageTableEntry.ACCESSED) == 0) {
        memory.setBits(address, PageTableEntry.ACCESSED);
      }
      table = found & PageTableEntry.FRAME;
      structures[at] = table | granted;
    }
  }

  private boolean isUsable(long found, int at, int mode) {
    if ((found & PageTableEntry.PRESENT) == 0) {
      cause = 0;
      return false;
    }
    if ((found & PageTableEntry.reserved(found, at, mode)) != 0) {
      cause = PageFaultCode.PRESENT | PageFaultCode.RESERVED;
      return false;
    }
    return true;
  }

  private void setLeafBits(long bits) {
    if ((entry & bits) != bits) {
      memory.setBits(entryAddress, bits);
      entry |= bits;
    }
  }

  /** {@return the P and RSVD bits of the fault of a failed walk} */
  public int faultCause() {
    return cause;
  }

  /**
   * {@return the level of the last entry that was read: of a translation the leaf's, 1 for a 4-KiB
   * page, 2 for 2 MiB, 3 for 1 GiB}
   */
  public int level() {
    return level;
  }

  /**
   * {@return what the walk found at a level that it passed: the physical address of the table that
   * the entry names, with the rights of all entries so far}
   *
   * @param passed the entry's level, above {@link #level}: 4 PML4E, 3 PDPTE, 2 PDE
   */
  public long structure(int passed) {
    return structures[passed];
  }

  /**
   * {@return the translation: physical address of the page, rights as {@link AccessMode#permits}
   * takes them, and the leaf's DIRTY and GLOBAL bits}
   */
  public long translation() {
    return PageTableEntry.page(entry, level)
        | rights
        | entry & (PageTableEntry.DIRTY | PageTableEntry.GLOBAL);
  }
}
