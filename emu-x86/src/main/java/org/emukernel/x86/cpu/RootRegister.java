package org.emukernel.x86.cpu;

import org.emukernel.api.paging.RootPair;

/** CR3 of an address space: build_cr3(), arch/x86/mm/tlb.c, Linux v6.18. */
public final class RootRegister {

  private static final long FRAME = 0xf_ffff_ffff_f000L;

  /** PTI_USER_PGTABLE_MASK: of the two root tables, which lie side by side, the user's. */
  private static final long USER_PGTABLE = 1 << 12;

  private RootRegister() {}

  /** {@return whether, with PTI, a value of CR3 names the root table of user mode} */
  public static boolean isUser(long cr3) {
    return (cr3 & USER_PGTABLE) != 0;
  }

  /**
   * {@return the physical address of the kernel's root table, with PTI or without, whichever of the
   * two a value of CR3 names}
   */
  public static long kernelRoot(long cr3) {
    return cr3 & FRAME & ~USER_PGTABLE;
  }

  /**
   * {@return CR3 in the kernel: with PCIDs, identifier asid + 1 (kern_pcid())}
   *
   * @param asid 0..5
   */
  public static long kernel(RootPair roots, int asid) {
    return roots.kernel() | (roots.isolation().hasPcid() ? checked(asid) : 0);
  }

  /** {@return CR3 in user mode: with PCIDs, the kernel's identifier and bit 11 (user_pcid())} */
  public static long user(RootPair roots, int asid) {
    checked(asid);
    return roots.user() | (roots.isolation().hasPcid() ? AddressSpaceNumbers.userPcid(asid) : 0);
  }

  private static int checked(int asid) {
    if (asid < 0 || asid >= AddressSpaceNumbers.TLB_NR_DYN_ASIDS) {
      throw new IllegalArgumentException("asid " + asid + " is not between 0 and 5");
    }
    return AddressSpaceNumbers.kernelPcid(asid);
  }
}
