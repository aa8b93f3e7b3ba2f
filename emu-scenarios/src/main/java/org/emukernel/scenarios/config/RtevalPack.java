package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/**
 * The reference experiment: the cover letter of the RFC "context_tracking,x86: Defer some IPIs
 * until a user-&gt;kernel transition", v8, 24 March 2026.
 */
public final class RtevalPack implements ScenarioPack {

  @Override
  public String name() {
    return "rteval";
  }

  @Override
  public String description() {
    return "6 h of kernel compile and hackbench on 10 of 36 CPUs, 26 isolated (RFC v8 cover letter)";
  }

  @Override
  public String resource() {
    return "packs/rteval.conf";
  }
}
