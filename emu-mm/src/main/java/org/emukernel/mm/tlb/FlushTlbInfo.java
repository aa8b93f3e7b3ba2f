package org.emukernel.mm.tlb;

/** The layout of struct flush_tlb_info (arch/x86/include/asm/tlbflush.h), as far as it is used. */
final class FlushTlbInfo {

  /** The per-CPU variable that holds one. */
  static final String SYMBOL = "flush_tlb_info";

  /** The end of a range that is everything. */
  static final long TLB_FLUSH_ALL = -1L;

  /** Whose memory is flushed. */
  static final int MM = 0;

  /** First address. */
  static final int START = 8;

  /** The address after the last. */
  static final int END = 16;

  /** The generation that the flush brings a CPU to. */
  static final int NEW_TLB_GEN = 24;

  /** initiating_cpu, 32 bits; trim_cpumask lies in the same word. */
  static final int INITIATING_CPU = 32;

  static final int BYTES = 64;

  private static final int TRIM_SHIFT = 48;

  private FlushTlbInfo() {}

  static long flags(int initiatingCpu, long trimCpumask) {
    return initiatingCpu | trimCpumask << TRIM_SHIFT;
  }

  static int initiatingCpu(long flags) {
    return (int) flags;
  }

  static boolean trimCpumask(long flags) {
    return flags >>> TRIM_SHIFT != 0;
  }
}
