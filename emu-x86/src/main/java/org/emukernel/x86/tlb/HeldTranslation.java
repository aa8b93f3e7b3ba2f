package org.emukernel.x86.tlb;

/**
 * A TLB entry as it was found, to be recognised later.
 *
 * @param number the entry's number
 * @param tag what it is found by
 * @param translation physical address, rights and DIRTY
 */
public record HeldTranslation(int number, long tag, long translation) {

  /** {@return the linear address of its page} */
  public long linear() {
    return Tag.linear(tag);
  }

  /** {@return whether a CPU would find it under this PCID: it is global, or of this PCID} */
  public boolean isUsable(int pcid) {
    return (tag & Tag.GLOBAL) != 0 || Tag.pcid(tag) == pcid;
  }
}
