package org.emukernel.x86.tlb;

/** Says whether what a cached entry holds still agrees with the page tables in memory. */
public interface StaleCheck {

  /** Stores must not use an entry: memory is read-only now. */
  int WRITES = 1;

  /** Instruction fetches must not. */
  int FETCHES = 2;

  /** Nothing must. */
  int ALL_USES = 7;

  /**
   * {@return whether a TLB entry is stale}
   *
   * @param linear the first address that the entry translates
   * @param level 1 for a 4-KiB page, 2 for 2 MiB, 3 for 1 GiB
   * @param translation physical address of the page in bits 51:12, rights as in {@link
   *     org.emukernel.x86.paging.AccessMode#permits}
   */
  boolean isStaleTranslation(long linear, int level, long translation);

  /**
   * {@return what a TLB entry must no longer be used for: {@link #WRITES}, {@link #FETCHES}, {@link
   * #ALL_USES}, or 0 if it is not stale}
   */
  default int staleUses(long linear, int level, long translation) {
    return isStaleTranslation(linear, level, translation) ? ALL_USES : 0;
  }

  /**
   * {@return whether an entry of a paging-structure cache is stale}
   *
   * @param linear the first address that the entry is used for
   * @param level the level of the cached entry: 4 PML4E, 3 PDPTE, 2 PDE
   * @param structure physical address of the table that it names in bits 51:12, rights as above
   */
  boolean isStaleStructure(long linear, int level, long structure);
}
