package org.emukernel.mm.tlb;

/** The layout of struct flush_tlb_info (arch/x86/include/asm/tlbflush.h), as far as it is used. */
final class FlushTlbInfo {

  /** The per-CPU variable that holds one. */
  static final String SYMBOL = "flush_tlb_info";

  /** First address. */
  static final int START = 8;

  /** The address after the last. */
  static final int END = 16;

  static final int BYTES = 64;

  private FlushTlbInfo() {}
}
