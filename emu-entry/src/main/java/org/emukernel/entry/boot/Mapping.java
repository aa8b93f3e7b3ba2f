package org.emukernel.entry.boot;

import org.emukernel.api.paging.Protection;

/**
 * Pages to map before the machine runs.
 *
 * @param linear first byte, a multiple of the page size
 * @param physical first byte, a multiple of the page size
 * @param bytes how many, a multiple of the page size
 * @param protection what is allowed; whether it is global depends on the role and on PTI
 * @param role what it is for
 */
public record Mapping(long linear, long physical, long bytes, Protection protection, Role role) {

  /** What a mapping is for, and so which of the two roots of PTI has it. */
  public enum Role {
    /** Kernel memory: the kernel root. */
    KERNEL,
    /** Text of the kernel image outside the entry code: the kernel root. */
    IMAGE_TEXT,
    /** Entry text and cpu_entry_area: both. */
    SHARED,
    /** A page that the kernel root has in the direct map anyway: the user root. */
    USER_WINDOW,
    /** The user program: both. */
    USER
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
