package org.emukernel.x86.paging;

/** What an access does with memory. */
public enum AccessKind {
  /** Loads data. */
  READ,
  /** Stores data, or loads it in order to store. */
  WRITE,
  /** Fetches instruction bytes. */
  FETCH
}
