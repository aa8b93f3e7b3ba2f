package org.emukernel.x86.paging;

/** How the page walker reaches paging structures in physical memory. */
public interface EntryMemory {

  /** {@return the entry at a physical address} */
  long readEntry(long physical);

  /** Sets bits of an entry in memory as one atomic access. */
  void setBits(long physical, long bits);
}
