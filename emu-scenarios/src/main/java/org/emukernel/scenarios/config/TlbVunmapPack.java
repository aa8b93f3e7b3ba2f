package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** For {@code emu verify}: deferred flushes of vmalloc space (mm/vmalloc.c, arch/x86/mm/tlb.c). */
public final class TlbVunmapPack implements ScenarioPack {

  @Override
  public String name() {
    return "tlb-vunmap";
  }

  @Override
  public String description() {
    return "for emu verify: a vmalloc page unmapped, flushed and reused; isolated CPUs touch it";
  }

  @Override
  public String resource() {
    return "packs/tlb-vunmap.conf";
  }
}
