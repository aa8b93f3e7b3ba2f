package org.emukernel.x86.decode;

/**
 * The repeat prefix that applies to an instruction. A prefix that selects the opcode (as in PAUSE
 * or POPCNT) is no repeat prefix.
 *
 * <p>Source: SDM vol. 2A, "Instruction Prefixes", group 1.
 */
public enum Rep {
  /** No F2 or F3 byte applies. */
  NONE,
  /** F3: REP, or REPE before CMPS and SCAS; without effect before other instructions. */
  REP,
  /** F2: REPNE; before near branches the BND prefix, without effect here. */
  REPNE
}
