package org.emukernel.x86.decode;

/** The register file that a register operand names; the number counts within it. */
public enum RegisterClass {
  /** RAX=0, RCX=1, RDX=2, RBX=3, RSP=4, RBP=5, RSI=6, RDI=7, R8..R15, in 1, 2, 4 or 8 low bytes. */
  GPR,
  /** AH=0, CH=1, DH=2, BH=3: bits 15:8 of the general register with the same number. */
  GPR_HIGH8,
  /** ES=0, CS=1, SS=2, DS=3, FS=4, GS=5. */
  SEGMENT,
  /** CR0, CR2, CR3, CR4, CR8. */
  CONTROL,
  /** DR0 to DR7; DR4 and DR5 are for the execution to judge by CR4.DE. */
  DEBUG,
  /** ST(0) to ST(7). */
  X87,
  /** MM0 to MM7. */
  MMX,
  /** XMM (16 bytes) or YMM (32 bytes). */
  VECTOR,
  /** K0 to K7. */
  MASK
}
