package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/**
 * For {@code emu verify}: deferred text syncs and a CPU that is idle (kernel/context_tracking.c).
 */
public final class IdleTextPokePack implements ScenarioPack {

  @Override
  public String name() {
    return "idle-text-poke";
  }

  @Override
  public String description() {
    return "for emu verify: a static key toggled while an isolated CPU is idle; its timer and NMIs execute the site";
  }

  @Override
  public String resource() {
    return "packs/idle-text-poke.conf";
  }
}
