package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/**
 * For {@code emu verify}: deferred flushes in a kernel that frees page-table pages of vmalloc
 * space.
 */
public final class PageTableFreePack implements ScenarioPack {

  @Override
  public String name() {
    return "page-table-free";
  }

  @Override
  public String description() {
    return "for emu verify: as tlb-vunmap where the purge frees page-table pages, which Linux does not";
  }

  @Override
  public String resource() {
    return "packs/page-table-free.conf";
  }
}
