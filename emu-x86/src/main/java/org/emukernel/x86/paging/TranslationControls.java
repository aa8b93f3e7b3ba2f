package org.emukernel.x86.paging;

/**
 * The registers of one CPU that decide how a linear address is translated and who may use the
 * result. IA-32e mode with 4-level paging is in force: CR0.PG, CR4.PAE and EFER.LMA are 1, CR4.LA57
 * is 0. Protection keys and shadow stacks are not implemented (CR4.PKE, PKS and CET are 0).
 */
public interface TranslationControls {

  /** CR0.WP: write protect. */
  long CR0_WP = 1L << 16;

  /** CR4.PAE: physical-address extension. */
  long CR4_PAE = 1L << 5;

  /** CR4.PGE: global pages enabled. */
  long CR4_PGE = 1L << 7;

  /** CR4.PCIDE: process-context identifiers enabled. */
  long CR4_PCIDE = 1L << 17;

  /** CR4.SMEP: supervisor-mode execution prevention. */
  long CR4_SMEP = 1L << 20;

  /** CR4.SMAP: supervisor-mode access prevention. */
  long CR4_SMAP = 1L << 21;

  /** IA32_EFER.NXE: execute-disable enabled. */
  long EFER_NXE = 1L << 11;

  /** Bit 63 of the source of a MOV to CR3 with CR4.PCIDE = 1: invalidate nothing. */
  long CR3_NO_FLUSH = 1L << 63;

  /** {@return CR0} */
  long cr0();

  /** {@return CR3, bit 63 always clear} */
  long cr3();

  /** {@return CR4} */
  long cr4();

  /** {@return IA32_EFER} */
  long efer();

  /** {@return the current privilege level, 0 or 3} */
  int cpl();

  /** {@return RFLAGS.AC} */
  boolean ac();
}
