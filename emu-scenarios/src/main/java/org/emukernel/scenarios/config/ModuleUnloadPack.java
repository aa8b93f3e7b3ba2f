package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** For {@code emu verify}: the memory of modules that come and go (kernel/module/main.c). */
public final class ModuleUnloadPack implements ScenarioPack {

  @Override
  public String name() {
    return "module-unload";
  }

  @Override
  public String description() {
    return "for emu verify: a module is loaded and unloaded; isolated CPUs call into its text";
  }

  @Override
  public String resource() {
    return "packs/module-unload.conf";
  }
}
