package org.emukernel.x86.decode;

/** How the opcode is introduced. Source: SDM vol. 2A, "Instruction Format". */
public enum Encoding {
  /** Opcode bytes with optional legacy and REX prefixes. */
  LEGACY,
  /** C4 or C5. */
  VEX,
  /** 62. */
  EVEX
}
