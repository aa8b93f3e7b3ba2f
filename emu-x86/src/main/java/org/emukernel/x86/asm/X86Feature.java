package org.emukernel.x86.asm;

import java.util.Optional;

/**
 * The feature bits that alternatives in entry code test; number = word * 32 + bit as in
 * arch/x86/include/asm/cpufeatures.h, v6.12. Words 3, 7, 8 and 11 are Linux's own, the others are
 * CPUID words.
 */
public enum X86Feature {
  /** Time-stamp counter. */
  TSC(0, 4),
  /** Model-specific registers. */
  MSR(0, 5),
  /** CMPXCHG8B. */
  CX8(0, 8),
  /** Global pages. */
  PGE(0, 13),
  /** NX bit. */
  NX(1, 20),
  /** 1-GiB pages. */
  GBPAGES(1, 26),
  /** RDTSCP. */
  RDTSCP(1, 27),
  /** REP MOVSB and STOSB are fast for long copies. */
  REP_GOOD(3, 16),
  /** Set on every CPU, so that a replacement always happens. */
  ALWAYS(3, 21),
  /** MONITOR and MWAIT. */
  MWAIT(4, 3),
  /** CMPXCHG16B. */
  CX16(4, 13),
  /** Process-context identifiers. */
  PCID(4, 17),
  /** x2APIC. */
  X2APIC(4, 21),
  /** Runs under a hypervisor. */
  HYPERVISOR(4, 31),
  /** Page-table isolation. */
  PTI(7, 11),
  /** Kernel IBRS on entry. */
  KERNEL_IBRS(7, 12),
  /** Retpolines. */
  RETPOLINE(11, 12),
  /** Runs as a Xen PV guest. */
  XENPV(8, 16),
  /** RDFSBASE and its like. */
  FSGSBASE(9, 0),
  /** Supervisor-mode execution prevention. */
  SMEP(9, 7),
  /** Enhanced REP MOVSB and STOSB. */
  ERMS(9, 9),
  /** INVPCID. */
  INVPCID(9, 10),
  /** Supervisor-mode access prevention. */
  SMAP(9, 20),
  /** LFENCE after SWAPGS on entry from user mode. */
  FENCE_SWAPGS_USER(11, 4),
  /** LFENCE after SWAPGS decisions on entry from kernel mode. */
  FENCE_SWAPGS_KERNEL(11, 5),
  /** RETs go through a thunk. */
  RETHUNK(11, 14),
  /** IBPB on entry. */
  ENTRY_IBPB(11, 10),
  /** VERW clears CPU buffers on exit to user mode. */
  CLEAR_CPU_BUF(3, 18),
  /** SERIALIZE. */
  SERIALIZE(18, 14),
  /** INVLPGB and TLBSYNC. */
  INVLPGB(13, 3);

  private final int number;

  X86Feature(int word, int bit) {
    this.number = word * 32 + bit;
  }

  /** {@return word * 32 + bit, 0..65535} */
  public int number() {
    return number;
  }

  /** {@return the name in Linux, such as {@code X86_FEATURE_PTI}} */
  public String linuxName() {
    return "X86_FEATURE_" + name();
  }

  /** {@return the feature of that number, if it is in this list} */
  public static Optional<X86Feature> ofNumber(int number) {
    for (X86Feature feature : values()) {
      if (feature.number == number) {
        return Optional.of(feature);
      }
    }
    return Optional.empty();
  }
}
