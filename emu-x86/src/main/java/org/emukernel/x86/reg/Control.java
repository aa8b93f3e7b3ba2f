package org.emukernel.x86.reg;

/**
 * Bits of CR0, CR4 and IA32_EFER. Source: SDM vol. 3A, "Control Registers"; "Extended Feature
 * Enable Register".
 */
public final class Control {

  /** CR0.PE. */
  public static final long CR0_PE = 1;

  /** CR0.TS. */
  public static final long CR0_TS = 1 << 3;

  /** CR0.ET, always 1. */
  public static final long CR0_ET = 1 << 4;

  /** CR0.WP. */
  public static final long CR0_WP = 1 << 16;

  /** CR0.NW. */
  public static final long CR0_NW = 1 << 29;

  /** CR0.CD. */
  public static final long CR0_CD = 1 << 30;

  /** CR0.PG. */
  public static final long CR0_PG = 1L << 31;

  /** PE, MP, EM, TS, ET, NE, WP, AM, NW, CD, PG. */
  public static final long CR0_DEFINED = 0xe005003fL;

  /** What Linux runs with (CR0_STATE, arch/x86/include/uapi/asm/processor-flags.h). */
  public static final long CR0_LINUX = 0x80050033L;

  /** CR4.PAE. */
  public static final long CR4_PAE = 1 << 5;

  /** CR4.TSD: RDTSC at CPL 0 only. */
  public static final long CR4_TSD = 1 << 2;

  /** CR4.DE. */
  public static final long CR4_DE = 1 << 3;

  /** CR4.MCE: machine checks are exceptions; without it they shut the CPU down. */
  public static final long CR4_MCE = 1 << 6;

  /** CR4.PGE. */
  public static final long CR4_PGE = 1 << 7;

  /** CR4.UMIP: SGDT and its like at CPL 0 only. */
  public static final long CR4_UMIP = 1 << 11;

  /** CR4.FSGSBASE. */
  public static final long CR4_FSGSBASE = 1 << 16;

  /** CR4.PCIDE. */
  public static final long CR4_PCIDE = 1 << 17;

  /** CR4.SMEP. */
  public static final long CR4_SMEP = 1 << 20;

  /** CR4.SMAP. */
  public static final long CR4_SMAP = 1 << 21;

  /** VME, PVI, TSD, DE, PSE, PAE, MCE, PGE, PCE, OSFXSR, OSXMMEXCPT and UMIP. */
  public static final long CR4_COMMON = 0xfffL;

  /** EFER.SCE: SYSCALL is enabled. */
  public static final long EFER_SCE = 1;

  /** EFER.LME. */
  public static final long EFER_LME = 1 << 8;

  /** EFER.LMA. */
  public static final long EFER_LMA = 1 << 10;

  /** EFER.NXE. */
  public static final long EFER_NXE = 1 << 11;

  /** SCE, LME, LMA and NXE. */
  public static final long EFER_DEFINED = EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE;

  /** CR3: bit 63 of the source with CR4.PCIDE = 1: keep the TLB. */
  public static final long CR3_NO_FLUSH = 1L << 63;

  /** CR3: the PCID. */
  public static final long CR3_PCID = 0xfff;

  /** MCG_STATUS.RIPV: the program can go on at the RIP that was pushed. */
  public static final long MCG_STATUS_RIPV = 1;

  /** MCG_STATUS.MCIP: a machine check is being handled; another one shuts the CPU down. */
  public static final long MCG_STATUS_MCIP = 1 << 2;

  /** RIPV, EIPV and MCIP. */
  public static final long MCG_STATUS_DEFINED = 7;

  private Control() {}
}
