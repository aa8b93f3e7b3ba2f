package org.emukernel.mm.vmalloc;

/**
 * Error numbers that kernel functions return, negated. Source:
 * include/uapi/asm-generic/errno-base.h.
 */
public final class Errno {

  /** No such file or directory, here: no such area. */
  public static final long ENOENT = 2;

  /** Out of memory. */
  public static final long ENOMEM = 12;

  /** Bad address: nothing is mapped there. */
  public static final long EFAULT = 14;

  /** Device or resource busy: no room in the address range. */
  public static final long EBUSY = 16;

  private Errno() {}

  /** {@return whether a returned value is an error (IS_ERR_VALUE())} */
  public static boolean isError(long value) {
    return Long.compareUnsigned(value, -4095L) >= 0;
  }
}
