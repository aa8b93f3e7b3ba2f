package org.emukernel.entry.boot;

import org.emukernel.api.paging.Protection;

/**
 * Pages to map before the machine runs.
 *
 * @param linear first byte, a multiple of the page size
 * @param physical first byte, a multiple of the page size
 * @param bytes how many, a multiple of the page size
 * @param protection what is allowed
 * @param root where it is mapped
 */
public record Mapping(long linear, long physical, long bytes, Protection protection, Root root) {

  /** The roots of a pair (PTI). Without PTI there is one, for which USER means nothing to do. */
  public enum Root {
    /** The kernel's. */
    KERNEL,
    /** The user's; the kernel's has the same memory there by another mapping. */
    USER,
    /** Both. */
    BOTH
  }

  /** Checks that all three are whole pages. */
  public Mapping {
    if ((linear | physical | bytes) % MemoryMap.PAGE != 0 || bytes <= 0) {
      throw new IllegalArgumentException(
          "mapping of 0x%x bytes at 0x%x to 0x%x is not of whole pages"
              .formatted(bytes, linear, physical));
    }
  }
}
