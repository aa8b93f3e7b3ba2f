package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** Pack {@code kprobes}; its text says what it holds. */
public final class KprobesPack implements ScenarioPack {

  @Override
  public String name() {
    return "kprobes";
  }

  @Override
  public String description() {
    return "kprobes armed, optimised, un-optimised and disarmed, hit by all CPUs";
  }

  @Override
  public String resource() {
    return "packs/kprobes.conf";
  }
}
