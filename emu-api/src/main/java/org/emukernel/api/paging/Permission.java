package org.emukernel.api.paging;

/** One thing that a mapping allows beyond reading by the kernel, or says of itself. */
public enum Permission {
  /** Writing. */
  WRITE,
  /** Fetching instructions. */
  EXECUTE,
  /** Access in user mode. */
  USER,
  /** The translation is the same in every address space and survives a switch of spaces. */
  GLOBAL;

  /** {@return the bit that stands for it in {@link Protection#bits}} */
  public int bit() {
    return 1 << ordinal();
  }
}
