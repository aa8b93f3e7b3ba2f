package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** For {@code emu verify}: static calls (arch/x86/kernel/static_call.c). */
public final class StaticCallPack implements ScenarioPack {

  @Override
  public String name() {
    return "static-call";
  }

  @Override
  public String description() {
    return "for emu verify: a static call updated for ever; isolated CPUs call it";
  }

  @Override
  public String resource() {
    return "packs/static-call.conf";
  }
}
