package org.emukernel.x86.paging;

/**
 * The bits of paging-structure entries under 4-level paging (SDM vol. 3A, "4-Level Paging and
 * 5-Level Paging", tables "Format of a Page-Table Entry that Maps a 4-KByte Page" and those of the
 * other levels). Levels are numbered as in Linux (enum pg_level): 1 page table, 2 page directory, 3
 * page-directory-pointer table, 4 PML4.
 */
public final class PageTableEntry {

  /** Present. */
  public static final long PRESENT = 1L;

  /** Writable, for what the entry maps. */
  public static final long WRITABLE = 1L << 1;

  /** Usable in user mode. */
  public static final long USER = 1L << 2;

  /** Page-level write-through; no effect here. */
  public static final long WRITE_THROUGH = 1L << 3;

  /** Page-level cache disable; no effect here. */
  public static final long CACHE_DISABLE = 1L << 4;

  /** Used for a translation. */
  public static final long ACCESSED = 1L << 5;

  /** Written through; only in an entry that maps a page. */
  public static final long DIRTY = 1L << 6;

  /** In levels 2 and 3: maps a page instead of naming a table. */
  public static final long PAGE_SIZE = 1L << 7;

  /** Global; only in an entry that maps a page, and only with CR4.PGE = 1. */
  public static final long GLOBAL = 1L << 8;

  /** Execute-disable; reserved unless IA32_EFER.NXE = 1. */
  public static final long NO_EXECUTE = 1L << 63;

  /** The physical address of a 4-KiB page or table. */
  public static final long FRAME = 0x000f_ffff_ffff_f000L;

  /**
   * MAXPHYADDR, as CPUID reports it: 46 on the Xeon E5 v4, E7 v4 and Gold 6248. Higher address bits
   * are reserved.
   */
  public static final int PHYSICAL_ADDRESS_BITS = 46;

  /** Bytes that an entry takes. */
  public static final int BYTES = 8;

  /** The level whose table CR3 names. */
  public static final int TOP_LEVEL = 4;

  private static final long RESERVED_ADDRESS = FRAME & -(1L << PHYSICAL_ADDRESS_BITS);
  private static final long RESERVED_IN_1G = 0x3fff_e000L;
  private static final long RESERVED_IN_2M = 0x001f_e000L;

  private PageTableEntry() {}

  /** {@return log2 of the bytes that one entry of a level maps: 12, 21, 30, 39} */
  public static int shift(int level) {
    return 3 + 9 * level;
  }

  /** {@return the offset within its table of the entry that translates {@code linear}} */
  public static long offset(long linear, int level) {
    return (linear >>> shift(level) & 0x1ff) * BYTES;
  }

  /** {@return whether an entry maps a page, in contrast to naming a table} */
  public static boolean isLeaf(long entry, int level) {
    return level == 1 || level < TOP_LEVEL && (entry & PAGE_SIZE) != 0;
  }

  /** {@return the physical address of the page that a leaf maps} */
  public static long page(long entry, int level) {
    return entry & FRAME & -(1L << shift(level));
  }

  /** {@return the bits that must be 0 in a present entry} */
  public static long reserved(long entry, int level, int mode) {
    long bits = RESERVED_ADDRESS;
    if ((mode & AccessMode.NXE) == 0) {
      bits |= NO_EXECUTE;
    }
    if (level == TOP_LEVEL) {
      return bits | PAGE_SIZE;
    }
    if ((entry & PAGE_SIZE) != 0) {
      return bits | (level == 3 ? RESERVED_IN_1G : level == 2 ? RESERVED_IN_2M : 0);
    }
    return bits;
  }

  /** {@return whether bits 63:47 of a linear address are equal} */
  public static boolean isCanonical(long linear) {
    return linear << 16 >> 16 == linear;
  }
}
