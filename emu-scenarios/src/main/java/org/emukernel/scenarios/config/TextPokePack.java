package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** For {@code emu verify}: deferred text syncs (arch/x86/kernel/alternative.c). */
public final class TextPokePack implements ScenarioPack {

  @Override
  public String name() {
    return "text-poke";
  }

  @Override
  public String description() {
    return "for emu verify: a static key toggled by INT3 and three syncs; isolated CPUs execute its site";
  }

  @Override
  public String resource() {
    return "packs/text-poke.conf";
  }
}
