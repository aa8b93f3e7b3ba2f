package org.emukernel.x86.cpu;

import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.AddressSpaceTags.KernelTag;
import org.emukernel.api.machine.AddressSpaceTags.UserTag;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.exec.CpuModel;

/** From ASIDs to PCIDs: kern_pcid() and user_pcid(), arch/x86/mm/tlb.c, Linux v6.18. */
public final class AddressSpaceNumbers {

  /** TLB_NR_DYN_ASIDS (arch/x86/include/asm/tlbflush.h). */
  public static final int TLB_NR_DYN_ASIDS = 6;

  /** X86_CR3_PTI_PCID_USER_BIT. */
  private static final int USER = 1 << 11;

  private AddressSpaceNumbers() {}

  /** {@return the PCID of an address space in the kernel} */
  public static int kernelPcid(int asid) {
    return asid + 1;
  }

  /** {@return its PCID in user mode under PTI} */
  public static int userPcid(int asid) {
    return kernelPcid(asid) | USER;
  }

  /** {@return the PCID in the kernel of the address space that a PCID belongs to} */
  public static int inKernel(int pcid) {
    return pcid & ~USER;
  }

  static AddressSpaceTags tags(CpuModel model) {
    boolean pti = model.has(X86Feature.PTI);
    boolean pcid = model.has(X86Feature.PCID);
    return new AddressSpaceTags(
        pcid ? TLB_NR_DYN_ASIDS : 1,
        pti ? KernelTag.ADDRESS_SPACE : KernelTag.GLOBAL,
        pti && pcid ? userTag(model) : UserTag.SAME);
  }

  private static UserTag userTag(CpuModel model) {
    return model.has(X86Feature.INVPCID) ? UserTag.PAGE_BY_PAGE : UserTag.AS_A_WHOLE;
  }
}
