package org.emukernel.api.paging;

/**
 * The root tables of an address space: 8 KiB, the kernel's at +0 and user mode's at +4 KiB, so that
 * bit 12 of CR3 chooses (arch/x86/entry/calling.h, PTI_USER_PGTABLE_BIT).
 *
 * @param kernel physical address of the kernel's root; a multiple of 8192
 * @param isolation how it is used
 */
public record RootPair(long kernel, Isolation isolation) {

  /** Refuses roots that bit 12 cannot choose between. */
  public RootPair {
    if ((kernel & (2 * PageTableFormat.PAGE_BYTES - 1)) != 0) {
      throw new IllegalArgumentException(
          String.format("root pair at 0x%x is not aligned to 8 KiB", kernel));
    }
  }

  /** {@return the physical address of user mode's root; the kernel's without PTI} */
  public long user() {
    return isolation.hasUserRoot() ? kernel + PageTableFormat.PAGE_BYTES : kernel;
  }
}
