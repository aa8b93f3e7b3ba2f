package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** What the strategies cost a program that makes system calls, on the machines of RFC v7. */
public final class GetPidPack implements ScenarioPack {

  @Override
  public String name() {
    return "getpid";
  }

  @Override
  public String description() {
    return "ns per getpid() on three machines, beside the cover letter of RFC v7";
  }

  @Override
  public String resource() {
    return "packs/getpid.conf";
  }
}
