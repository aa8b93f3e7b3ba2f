package org.emukernel.entry.machine;

import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.x86.decode.Decoder;

/** Offers x86-64 with Linux's entry code. */
public final class X86ArchitectureProvider implements CpuArchitectureProvider {

  private static final byte NOP = (byte) 0x90;

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

  @Override
  public void prepare() {
    KernelFactory.prepare();
    Decoder.length(new byte[] {NOP}, 0, 1); // Reads the opcode maps.
  }
}
