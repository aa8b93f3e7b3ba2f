package org.emukernel.entry.machine;

import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.strategy.Requirement;

/** Offers x86-64 with Linux's entry code. */
public final class X86ArchitectureProvider implements CpuArchitectureProvider {

  @Override
  public String name() {
    return "x86-64";
  }

  @Override
  public String description() {
    return "64-bit mode, 4-level paging, PCIDs, store buffers, local x2APICs, patchable text";
  }

  @Override
  public String manual() {
    return "Intel 64 and IA-32 Architectures Software Developer's Manual";
  }

  @Override
  public boolean canHave(Requirement requirement) {
    return true;
  }

  @Override
  public MachinePlan reserve(ArenaBuilder slots, HardwareSpec spec) {
    return new X86Plan(slots, spec);
  }
}
