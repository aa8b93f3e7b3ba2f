package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** Guests on isolated CPUs, beside user programs. */
public final class KvmGuestPack implements ScenarioPack {

  @Override
  public String name() {
    return "kvm-guest";
  }

  @Override
  public String description() {
    return "isolated CPUs that run guests: whom kernel-only IPIs make exit";
  }

  @Override
  public String resource() {
    return "packs/kvm-guest.conf";
  }
}
