package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** The pack {@code vmalloc-churn}; its scenario says what it is. */
public final class VmallocChurnPack implements ScenarioPack {

  @Override
  public String name() {
    return "vmalloc-churn";
  }

  @Override
  public String description() {
    return "stacks, tables, vmap blocks, per-CPU memory and memfd_secret: what of it can wait";
  }

  @Override
  public String resource() {
    return "packs/vmalloc-churn.conf";
  }
}
