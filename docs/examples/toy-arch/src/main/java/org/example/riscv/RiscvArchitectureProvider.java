package org.example.riscv;

import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.strategy.Requirement;

/** Offers {@code riscv64}. */
public final class RiscvArchitectureProvider implements CpuArchitectureProvider {

  @Override
  public String name() {
    return "riscv64";
  }

  @Override
  public String description() {
    return "RV64I in user and supervisor mode, Sv39 with ASIDs, remote fences by IPI";
  }

  @Override
  public String manual() {
    return "The RISC-V Instruction Set Manual, Volumes I and II";
  }

  /* There is neither PTI nor a broadcast, and no strategy knows this entry code. */
  @Override
  public boolean canHave(Requirement requirement) {
    return false;
  }

  @Override
  public MachinePlan reserve(ArenaBuilder slots, HardwareSpec spec) {
    return new RiscvPlan(slots, spec);
  }
}
