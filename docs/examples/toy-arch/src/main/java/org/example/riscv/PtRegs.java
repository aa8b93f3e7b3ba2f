package org.example.riscv;

/** struct pt_regs, arch/riscv/include/asm/ptrace.h (Linux v6.18): epc, then x1 to x31. */
final class PtRegs {

  static final int EPC = 0;
  static final int STATUS = 256;
  static final int BADADDR = 264;
  static final int CAUSE = 272;
  static final int ORIG_A0 = 280;
  static final int SIZE = 288;

  private PtRegs() {}

  static int x(int register) {
    return register * Long.BYTES;
  }
}
