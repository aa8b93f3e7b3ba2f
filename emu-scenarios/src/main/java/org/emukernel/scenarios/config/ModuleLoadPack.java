package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** The pack {@code module-load}; its scenario says what it is. */
public final class ModuleLoadPack implements ScenarioPack {

  @Override
  public String name() {
    return "module-load";
  }

  @Override
  public String description() {
    return "modules loaded and unloaded: module space, set_memory, flushes that may not wait";
  }

  @Override
  public String resource() {
    return "packs/module-load.conf";
  }
}
