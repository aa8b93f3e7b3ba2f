package org.emukernel.x86.mem;

import org.emukernel.x86.tlb.TlbSpec;

/**
 * The sizes of what lies between one CPU and memory.
 *
 * @param tlb geometry of the translation caches
 * @param storeBufferEntries entries of the store buffer, 1..64 (Haswell 42, Skylake 56)
 * @param fastPath whether hits may take the short cut; never changes a result
 */
public record MmuSpec(TlbSpec tlb, int storeBufferEntries, FastPath fastPath) {

  /** Skylake's caches and store buffer. */
  public static final MmuSpec SKYLAKE = new MmuSpec(TlbSpec.SKYLAKE, 56, FastPath.ON);

  /** Small caches, for tests and exhaustive exploration. */
  public static final MmuSpec SMALL = new MmuSpec(TlbSpec.SMALL, 16, FastPath.ON);

  /** Checks the sizes. */
  public MmuSpec {
    if (storeBufferEntries < 1 || storeBufferEntries > 64) {
      throw new IllegalArgumentException(
          "storeBufferEntries = " + storeBufferEntries + " is not in 1..64");
    }
  }

  /** Whether accesses that hit may be answered from a cache derived from the TLB. */
  public enum FastPath {
    /** They may. */
    ON,
    /** Every access looks into the TLB's own entries. */
    OFF
  }
}
