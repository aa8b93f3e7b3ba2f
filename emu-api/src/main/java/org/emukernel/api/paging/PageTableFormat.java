package org.emukernel.api.paging;

/**
 * How an architecture writes page tables. A level is counted as Linux counts it from the leaf: 1
 * for entries that map base pages (pte), 2 (pmd), 3 (pud), up to {@link #levels} for the root's
 * (pgd). Base pages have 4 KiB, a table fills one base page, an entry has 8 bytes. Stateless.
 */
public interface PageTableFormat {

  /** log2 of the bytes of a base page and of a table. */
  int PAGE_SHIFT = 12;

  /** Bytes in a base page and in a table. */
  int PAGE_BYTES = 1 << PAGE_SHIFT;

  /** Bytes in an entry. */
  int ENTRY_BYTES = 8;

  /** Entries in a table. */
  int ENTRIES = PAGE_BYTES / ENTRY_BYTES;

  /** The entry that maps nothing. */
  long NONE = 0;

  /** {@return how many levels a walk has} */
  int levels();

  /** {@return the index of the entry that a walk uses at this level, from 0} */
  int index(long linear, int level);

  /** {@return how many bytes of linear addresses one entry of this level covers} */
  long bytesCovered(int level);

  /**
   * {@return whether an entry of this level may map memory itself: always at level 1, at others if
   * the architecture has pages of {@link #bytesCovered} bytes}
   */
  boolean mayMap(int level);

  /**
   * {@return an entry that leads to the table at this physical address}
   *
   * @param span who may use what lies below: {@link Permission#USER} if user mode may
   */
  long tableEntry(long physical, Protection span);

  /**
   * {@return an entry that maps the memory at this physical address}
   *
   * @param physical a multiple of {@link #bytesCovered}
   */
  long leafEntry(long physical, int level, Protection protection);

  /** {@return whether the entry leads anywhere} */
  boolean present(long entry);

  /** {@return whether a present entry of this level maps memory rather than leads to a table} */
  boolean leaf(long entry, int level);

  /** {@return the physical address of the table or the memory that a present entry names} */
  long physical(long entry, int level);

  /** {@return what a present leaf entry allows} */
  Protection protection(long entry);

  /** {@return a leaf entry with another protection and everything else kept} */
  long withProtection(long entry, Protection protection);

  /** {@return the entry made not present, everything else kept} */
  long notPresent(long entry);
}
