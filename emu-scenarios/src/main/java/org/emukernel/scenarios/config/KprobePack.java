package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** For {@code emu verify}: kprobes (arch/x86/kernel/kprobes). */
public final class KprobePack implements ScenarioPack {

  @Override
  public String name() {
    return "kprobe";
  }

  @Override
  public String description() {
    return "for emu verify: a kprobe enabled, optimised and disabled for ever; isolated CPUs execute the probed instruction";
  }

  @Override
  public String resource() {
    return "packs/kprobe.conf";
  }
}
