package org.emukernel.entry.boot;

import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.emukernel.entry.boot.CpuBoot.Msr;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.x86.asm.X86Feature;

/**
 * Control registers and MSRs as Linux v6.1 sets them (cpu_init() and syscall_init(),
 * arch/x86/kernel/cpu/common.c; SDM vol. 3A, "Control Registers"; vol. 4 for the MSRs).
 */
final class ControlRegisters {

  /** CR0_STATE: PE, MP, ET, NE, WP, AM, PG. */
  static final long CR0 = 0x80050033L;

  /** DE, PSE, PAE, MCE, OSFXSR, OSXMMEXCPT. */
  private static final long CR4_ALWAYS = 0x678;

  private static final long CR4_PGE = 1 << 7;
  private static final long CR4_FSGSBASE = 1 << 16;
  private static final long CR4_PCIDE = 1 << 17;
  private static final long CR4_SMEP = 1 << 20;
  private static final long CR4_SMAP = 1 << 21;

  static final int MSR_SYSENTER_CS = 0x174;
  static final int MSR_SYSENTER_ESP = 0x175;
  static final int MSR_SYSENTER_EIP = 0x176;
  static final int MSR_EFER = 0xc0000080;
  static final int MSR_STAR = 0xc0000081;
  static final int MSR_LSTAR = 0xc0000082;
  static final int MSR_CSTAR = 0xc0000083;
  static final int MSR_SYSCALL_MASK = 0xc0000084;
  static final int MSR_FS_BASE = 0xc0000100;
  static final int MSR_GS_BASE = 0xc0000101;
  static final int MSR_KERNEL_GS_BASE = 0xc0000102;

  /** SCE, LME, LMA, NXE. */
  private static final long EFER = 0xd01;

  /** CF PF AF ZF SF TF IF DF OF IOPL NT RF AC ID: cleared on SYSCALL. */
  private static final long SYSCALL_MASK = 0x257fd5;

  private static final long STAR =
      (long) AsmOffsets.USER32_CS << 48 | (long) AsmOffsets.KERNEL_CS << 32;

  private ControlRegisters() {}

  static long cr4(Set<X86Feature> features) {
    return CR4_ALWAYS
        | bit(features, X86Feature.PGE, CR4_PGE)
        | bit(features, X86Feature.FSGSBASE, CR4_FSGSBASE)
        | bit(features, X86Feature.PCID, CR4_PCIDE)
        | bit(features, X86Feature.SMEP, CR4_SMEP)
        | bit(features, X86Feature.SMAP, CR4_SMAP);
  }

  private static long bit(Set<X86Feature> features, X86Feature feature, long bit) {
    return features.contains(feature) ? bit : 0;
  }

  /**
   * {@return the MSRs of a CPU}
   *
   * @param symbols linear address of a symbol of the kernel image
   * @param entryStackTop where SYSENTER's stack begins
   */
  static List<Msr> msrs(
      ToLongFunction<String> symbols, long entryStackTop, long gsBase, long kernelGsBase) {
    return List.of(
        new Msr(MSR_EFER, EFER),
        new Msr(MSR_STAR, STAR),
        new Msr(MSR_LSTAR, symbols.applyAsLong("entry_SYSCALL_64")),
        new Msr(MSR_CSTAR, symbols.applyAsLong("entry_SYSCALL_compat")),
        new Msr(MSR_SYSENTER_CS, AsmOffsets.KERNEL_CS),
        new Msr(MSR_SYSENTER_ESP, entryStackTop),
        new Msr(MSR_SYSENTER_EIP, symbols.applyAsLong("entry_SYSENTER_compat")),
        new Msr(MSR_SYSCALL_MASK, SYSCALL_MASK),
        new Msr(MSR_FS_BASE, 0),
        new Msr(MSR_GS_BASE, gsBase),
        new Msr(MSR_KERNEL_GS_BASE, kernelGsBase));
  }
}
