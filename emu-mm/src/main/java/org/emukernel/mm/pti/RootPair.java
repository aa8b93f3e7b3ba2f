package org.emukernel.mm.pti;

import org.emukernel.api.paging.PageTableFormat;

/**
 * The root tables of an address space: 8 KiB, the kernel's at +0 and user mode's at +4 KiB, so that
 * bit 12 of CR3 chooses (arch/x86/entry/calling.h, PTI_USER_PGTABLE_BIT).
 *
 * @param kernel physical address of the kernel's root; a multiple of 8192
 * @param isolation how it is used
 */
public record RootPair(long kernel, Isolation isolation) {

  private static final int USER_PCID = 0x800;

  /** TLB_NR_DYN_ASIDS: how many address spaces a CPU's TLB keeps apart. */
  public static final int ASIDS = 6;

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

  /**
   * {@return CR3 in the kernel: with PCIDs, identifier asid + 1 (kern_pcid(), arch/x86/mm/tlb.c)}
   *
   * @param asid 0..5
   */
  public long kernelCr3(int asid) {
    return kernel | (isolation.hasPcid() ? kernelPcid(asid) : 0);
  }

  /** {@return CR3 in user mode: with PCIDs, the kernel's identifier and bit 11 (user_pcid())} */
  public long userCr3(int asid) {
    return user() | (isolation.hasPcid() ? kernelPcid(asid) | USER_PCID : 0);
  }

  private static int kernelPcid(int asid) {
    if (asid < 0 || asid >= ASIDS) {
      throw new IllegalArgumentException("asid " + asid + " is not between 0 and 5");
    }
    return asid + 1;
  }
}
