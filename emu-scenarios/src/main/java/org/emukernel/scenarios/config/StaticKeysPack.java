package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** Pack {@code static-keys}; its text says what it holds. */
public final class StaticKeysPack implements ScenarioPack {

  @Override
  public String name() {
    return "static-keys";
  }

  @Override
  public String description() {
    return "every way to patch kernel text but kprobes, with sites that all CPUs execute";
  }

  @Override
  public String resource() {
    return "packs/static-keys.conf";
  }
}
