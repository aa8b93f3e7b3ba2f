package org.emukernel.api.machine;

/** What becomes of old translations when an address space is loaded. */
public enum OldTranslations {
  /** They are dropped (build_cr3()). */
  DROPPED,
  /**
   * They are kept where the CPU tags them with the address space's number (build_cr3_noflush()).
   */
  KEPT
}
