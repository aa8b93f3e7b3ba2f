package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/**
 * Flushes of user memory that reach isolated CPUs, because they run threads of the process that
 * unmaps; no strategy defers them (arch/x86/mm/tlb.c, flush_tlb_mm_range()).
 */
public final class UserShootdownPack implements ScenarioPack {

  @Override
  public String name() {
    return "user-shootdown";
  }

  @Override
  public String description() {
    return "threads of one process on housekeeping and isolated CPUs: munmap() interrupts all of them";
  }

  @Override
  public String resource() {
    return "packs/user-shootdown.conf";
  }
}
