package org.emukernel.x86.exec;

import java.util.Set;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.tlb.Invlpgb;

/**
 * What CPUID answers: an Intel processor of family 6 with the configured features and all integer
 * instructions that are implemented; no floating-point or vector state. Source: SDM vol. 2A,
 * "CPUID".
 */
final class Cpuid {

  private static final int MAX_LEAF = 0x16;
  private static final int MAX_EXTENDED = 0x8000_0008;

  /* Family 6, model 85, stepping 4: Skylake server. */
  private static final int SIGNATURE = 0x0005_0654;

  /* TSC, MSR, PAE, CX8, APIC, SEP, PGE, CMOV, PAT. */
  private static final int BASE_1_EDX =
      1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 9 | 1 << 11 | 1 << 13 | 1 << 15 | 1 << 16;

  /* CMPXCHG16B, SSE4.2 (for CRC32), MOVBE, POPCNT, TSC deadline. */
  private static final int BASE_1_ECX = 1 << 13 | 1 << 20 | 1 << 22 | 1 << 23 | 1 << 24;

  /* BMI1, BMI2, ADX. */
  private static final int BASE_7_EBX = 1 << 3 | 1 << 8 | 1 << 19;

  /* SYSCALL, NX, long mode. */
  private static final int BASE_EXTENDED_EDX = 1 << 11 | 1 << 20 | 1 << 29;

  /* LAHF, LZCNT. */
  private static final int BASE_EXTENDED_ECX = 1 | 1 << 5;

  private Cpuid() {}

  static void run(Core core) {
    int leaf = (int) core.reg(Reg.RAX);
    int subleaf = (int) core.reg(Reg.RCX);
    switch (leaf) {
      case 0 -> put(core, MAX_LEAF, 0x756e_6547, 0x6c65_746e, 0x4965_6e69);
      case 1 -> version(core);
      case 5 -> monitorMwait(core);
      case 7 -> extendedFeatures(core, subleaf);
      case 0xb -> topology(core, subleaf);
      case 0x15 -> put(core, 1, (int) (core.model.tscKhz() / 25_000), 25_000_000, 0);
      case 0x16 -> put(core, mhz(core), mhz(core), 100, 0);
      case 0x8000_0000 -> put(core, MAX_EXTENDED, 0, 0, 0);
      case 0x8000_0001 ->
          put(core, 0, 0, BASE_EXTENDED_ECX, BASE_EXTENDED_EDX | word(core, 1) & ~0x800);
      case 0x8000_0007 -> put(core, 0, 0, 0, 1 << 8);
      case 0x8000_0008 ->
          put(core, core.model.physicalBits() | 48 << 8, word(core, 13), 0, countMax(core));
      default -> put(core, 0, 0, 0, 0);
    }
  }

  private static int countMax(Core core) {
    return core.model.has(X86Feature.INVLPGB) ? Invlpgb.COUNT_MAX : 0;
  }

  private static int mhz(Core core) {
    return (int) (core.model.tscKhz() / 1000);
  }

  private static void version(Core core) {
    int ebx = core.cpu << 24 | 8 << 8;
    put(core, SIGNATURE, ebx, BASE_1_ECX | word(core, 4), BASE_1_EDX | word(core, 0));
  }

  /* Line sizes; extensions are enumerated, masked interrupts break; one sub-state each of C0 and C1. */
  private static void monitorMwait(Core core) {
    if (core.model.has(X86Feature.MWAIT)) {
      put(core, AddressMonitor.LINE, AddressMonitor.LINE, 3, 1 | 1 << 4);
    } else {
      put(core, 0, 0, 0, 0);
    }
  }

  private static void extendedFeatures(Core core, int subleaf) {
    if (subleaf == 0) {
      put(core, 0, BASE_7_EBX | word(core, 9), word(core, 16), word(core, 18));
    } else {
      put(core, 0, 0, 0, 0);
    }
  }

  /* One thread a core, cores 0 to 255 in one package. */
  private static void topology(Core core, int subleaf) {
    int shift = subleaf == 1 ? 8 : 0;
    int count = subleaf == 0 ? 1 : subleaf == 1 ? 256 : 0;
    int type = subleaf < 0 || subleaf > 1 ? 0 : subleaf + 1;
    put(core, shift, count, type << 8 | subleaf & 0xff, core.cpu);
  }

  /** {@return the configured features of one CPUID word, numbered as in Linux's cpufeatures.h} */
  private static int word(Core core, int word) {
    int bits = 0;
    Set<X86Feature> features = core.model.features();
    for (X86Feature feature : X86Feature.values()) {
      if (feature.number() / 32 == word && features.contains(feature)) {
        bits |= 1 << feature.number() % 32;
      }
    }
    return bits;
  }

  private static void put(Core core, int eax, int ebx, int ecx, int edx) {
    core.setReg(Reg.RAX, eax & 0xffff_ffffL);
    core.setReg(Reg.RBX, ebx & 0xffff_ffffL);
    core.setReg(Reg.RCX, ecx & 0xffff_ffffL);
    core.setReg(Reg.RDX, edx & 0xffff_ffffL);
  }
}
