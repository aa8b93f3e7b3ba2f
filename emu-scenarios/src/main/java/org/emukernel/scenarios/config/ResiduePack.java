package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** Which IPIs a deferral leaves, and why. */
public final class ResiduePack implements ScenarioPack {

  @Override
  public String name() {
    return "residue";
  }

  @Override
  public String description() {
    return "IPIs that cr3-signal leaves, by the isolated CPUs' rate of kernel entries";
  }

  @Override
  public String resource() {
    return "packs/residue.conf";
  }
}
