package org.emukernel.scenarios.config;

import org.emukernel.api.spi.ScenarioPack;

/** For {@code emu verify}: set_memory_ro() and its flush (arch/x86/mm/pat/set_memory.c). */
public final class SetMemoryRoPack implements ScenarioPack {

  @Override
  public String name() {
    return "set-memory-ro";
  }

  @Override
  public String description() {
    return "for emu verify: a vmalloc page becomes read-only and writable again; isolated CPUs store to it";
  }

  @Override
  public String resource() {
    return "packs/set-memory-ro.conf";
  }
}
