package org.emukernel.x86.tlb;

/** Told when translations go away or change, for caches that are derived from the TLB. */
public interface TlbChangeListener {

  /** The translation of one 4-KiB page may have changed, under any PCID. */
  void pageChanged(long linear);

  /** Any translation may have changed. */
  void allChanged();
}
