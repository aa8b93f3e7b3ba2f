package org.emukernel.scenarios.config;

import java.util.Locale;
import java.util.Optional;
import org.emukernel.api.strategy.Requirement;

/** What the emulated machine can do or does; {@code emu.machine.features}. */
public enum CpuFeature {
  /** Page-table isolation: two roots per address space, CR3 switched at entry and exit. */
  PTI,
  /** Process-context identifiers: CR4.PCIDE. */
  PCID,
  /** The INVPCID instruction. */
  INVPCID,
  /** Global pages: CR4.PGE. */
  PGE,
  /** Supervisor-mode execution prevention: CR4.SMEP. */
  SMEP,
  /** Supervisor-mode access prevention: CR4.SMAP. */
  SMAP,
  /** RDFSBASE, RDGSBASE, WRFSBASE and WRGSBASE: CR4.FSGSBASE. */
  FSGSBASE,
  /** AMD's INVLPGB and TLBSYNC: kernel flushes send no IPI. */
  INVLPGB,
  /** MONITOR and MWAIT, in which idle CPUs then wait, not in HLT. */
  MWAIT,
  /** The SERIALIZE instruction. */
  SERIALIZE;

  /** {@return the key under {@code emu.machine.features}} */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the feature that a strategy needs; nothing if it is no feature of the CPU} */
  public static Optional<CpuFeature> of(Requirement needed) {
    return switch (needed) {
      case PTI -> Optional.of(PTI);
      case PCID -> Optional.of(PCID);
      case INVPCID -> Optional.of(INVPCID);
      case INVLPGB -> Optional.of(INVLPGB);
      case X86_ENTRY_CODE -> Optional.empty();
    };
  }
}
