package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** For {@code emu verify}: calls of other CPUs (kernel/smp.c). */
public final class LostWakeupPack implements ScenarioPack {

  @Override
  public String name() {
    return "lost-wakeup";
  }

  @Override
  public String description() {
    return "for emu verify: calls from several senders at a time: none lost, none run twice, no deadlock";
  }

  @Override
  public String resource() {
    return "packs/lost-wakeup.conf";
  }
}
