package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/**
 * For {@code emu verify}: concurrent flushes and system calls (arch/x86/mm/tlb.c, kernel/smp.c).
 */
public final class GetPidVsFlushPack implements ScenarioPack {

  @Override
  public String name() {
    return "getpid-vs-flush";
  }

  @Override
  public String description() {
    return "for emu verify: two CPUs unmap and flush while isolated ones make system calls";
  }

  @Override
  public String resource() {
    return "packs/getpid-vs-flush.conf";
  }
}
