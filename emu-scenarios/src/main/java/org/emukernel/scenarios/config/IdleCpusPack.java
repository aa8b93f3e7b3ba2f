package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** Idle CPUs beside busy ones, under strategies that see them and such that do not. */
public final class IdleCpusPack implements ScenarioPack {

  @Override
  public String name() {
    return "idle-cpus";
  }

  @Override
  public String description() {
    return "idle CPUs, isolated and not: who may let work wait for them";
  }

  @Override
  public String resource() {
    return "packs/idle-cpus.conf";
  }
}
