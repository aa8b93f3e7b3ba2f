package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** The pack {@code bpf-attach}; its scenario says what it is. */
public final class BpfAttachPack implements ScenarioPack {

  @Override
  public String name() {
    return "bpf-attach";
  }

  @Override
  public String description() {
    return "socket filters attached and detached: the call chain of the RFC v8 cover letter";
  }

  @Override
  public String resource() {
    return "packs/bpf-attach.conf";
  }
}
