package org.emukernel.api.machine;

/**
 * How a CPU tags cached translations, as far as the flushes of arch/x86/mm/tlb.c must know.
 *
 * @param asids how many address spaces it keeps apart; 1 if each load of one drops the last one's
 * @param kernel what the kernel's own translations are tagged with
 * @param user what user mode's translations are tagged with
 */
public record AddressSpaceTags(int asids, KernelTag kernel, UserTag user) {

  /** What the kernel's own translations are tagged with. */
  public enum KernelTag {
    /** Nothing: they are the same in every address space, and one flush reaches them. */
    GLOBAL,
    /** The address space: under page-table isolation a flush reaches those of the current one. */
    ADDRESS_SPACE
  }

  /** How user mode's translations relate to the kernel's of the same address space. */
  public enum UserTag {
    /** They have the same tag. */
    SAME,
    /** They have a tag of their own, and the kernel can drop one page of it. */
    PAGE_BY_PAGE,
    /** They have a tag of their own, which is dropped as a whole on the way to user mode. */
    AS_A_WHOLE;

    /** {@return whether user mode has a tag of its own} */
    public boolean isOwn() {
      return this != SAME;
    }
  }

  /** Refuses a CPU without any address space. */
  public AddressSpaceTags {
    if (asids < 1) {
      throw new IllegalArgumentException(asids + " ASIDs; at least 1 is needed");
    }
  }
}
