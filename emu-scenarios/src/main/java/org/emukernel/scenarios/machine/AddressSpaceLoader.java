package org.emukernel.scenarios.machine;

import java.util.List;
import org.emukernel.entry.boot.BootLoader;
import org.emukernel.entry.boot.CpuBoot;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.mm.pti.AddressSpaces;
import org.emukernel.mm.pti.Mapping;
import org.emukernel.mm.pti.RootPair;
import org.emukernel.x86.cpu.Cpu;

/** Builds the page tables of a booted machine and starts its CPUs on them. */
final class AddressSpaceLoader {

  /** The ASID of the one address space that each CPU runs. */
  private static final int ASID = 0;

  private final AddressSpaces spaces;

  AddressSpaceLoader(AddressSpaces spaces) {
    this.spaces = spaces;
  }

  /** Loads everything. @return the kernel's own roots */
  RootPair load(MachineBoot boot, List<Cpu> cpus) {
    RootPair kernel = spaces.bootKernel(mappings(boot.mappings()));
    for (Cpu cpu : cpus) {
      start(cpu, boot.cpus().get(cpu.cpu()));
    }
    return kernel;
  }

  private void start(Cpu cpu, CpuBoot boot) {
    cpu.reset();
    RootPair roots = spaces.create(mappings(boot.mappings()));
    boolean user = (boot.cs() & 3) == 3;
    BootLoader.load(boot, user ? roots.userCr3(ASID) : roots.kernelCr3(ASID), cpu.registers());
    cpu.mmu().modeChanged();
  }

  private static List<Mapping> mappings(List<org.emukernel.entry.boot.Mapping> boot) {
    return boot.stream().map(AddressSpaceLoader::mapping).toList();
  }

  private static Mapping mapping(org.emukernel.entry.boot.Mapping from) {
    return new Mapping(
        from.linear(),
        from.physical(),
        from.bytes(),
        from.protection(),
        Mapping.Role.valueOf(from.role().name()));
  }
}
