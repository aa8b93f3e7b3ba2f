package org.emukernel.api.strategy;

/** What a strategy needs of the machine. */
public enum Requirement {
  /** Page-table isolation: kernel entry switches CR3. */
  PTI,
  /** Process-context identifiers. */
  PCID,
  /** The INVPCID instruction. */
  INVPCID,
  /** The INVLPGB and TLBSYNC instructions. */
  INVLPGB
}
