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
  INVLPGB,
  /** Code of the strategy's own in the entry code of x86. */
  X86_ENTRY_CODE
}
