package org.emukernel.api.machine;

/** What a prefetch instruction translates an address as. */
public enum Prefetch {
  /** As a load (PREFETCHT0). */
  LOAD,
  /** As a store (PREFETCHW). */
  STORE,
  /** As an instruction fetch (PREFETCHIT0). */
  CODE
}
