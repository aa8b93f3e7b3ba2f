package org.emukernel.api.paging;

/**
 * A range of linear addresses that is mapped at boot.
 *
 * @param linear first linear address
 * @param physical first physical address
 * @param bytes the length; all three are whole pages
 * @param protection what it allows; the global bit is decided by {@link Isolation}
 * @param role what it is for
 */
public record Mapping(
    long linear, long physical, long bytes, Protection protection, Mapping.Role role) {

  /** What a mapping is for. */
  public enum Role {
    /** Kernel memory that user mode's root does not map. */
    KERNEL,
    /** Text of the kernel image outside the entry code. */
    IMAGE_TEXT,
    /** Mapped in both roots: entry text, cpu_entry_area. */
    SHARED,
    /**
     * A page that the kernel root maps anyway, in the direct map say, and that the user root must
     * map too: the per-CPU pages that entry code reaches before it switches CR3.
     */
    USER_WINDOW,
    /** Memory of a user program. */
    USER
  }

  /** Refuses parts of pages. */
  public Mapping {
    if (((linear | physical | bytes) & (PageTableFormat.PAGE_BYTES - 1)) != 0 || bytes <= 0) {
      throw new IllegalArgumentException(
          String.format(
              "mapping of 0x%x bytes at 0x%x to 0x%x is not in whole pages",
              bytes, linear, physical));
    }
  }
}
