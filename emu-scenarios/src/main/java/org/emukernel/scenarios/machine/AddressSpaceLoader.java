package org.emukernel.scenarios.machine;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.entry.boot.BootLoader;
import org.emukernel.entry.boot.CpuBoot;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.mm.MemoryManagement;
import org.emukernel.mm.pti.AddressSpaces;
import org.emukernel.mm.pti.Isolation;
import org.emukernel.mm.pti.Mapping;
import org.emukernel.mm.pti.RootPair;
import org.emukernel.mm.sched.BootTasks;
import org.emukernel.x86.cpu.Cpu;

/** Builds the page tables of a booted machine and starts its CPUs on them. */
final class AddressSpaceLoader {

  private final AddressSpaces spaces;
  private final BootTasks tasks;
  private final BootTasks.Places places;

  AddressSpaceLoader(MemoryManagement memory, Isolation isolation, KernelSymbols symbols) {
    this.spaces = memory.addressSpaces(isolation);
    this.tasks = memory.bootTasks();
    this.places = new Variables(symbols);
  }

  /** Loads everything. @return the kernel's own roots */
  RootPair load(MachineBoot boot, List<Cpu> cpus) {
    RootPair kernel = spaces.bootKernel(mappings(boot.mappings()));
    tasks.initMm(kernel.kernel(), places);
    for (Cpu cpu : cpus) {
      start(cpu, boot.cpus().get(cpu.cpu()));
    }
    return kernel;
  }

  private void start(Cpu cpu, CpuBoot boot) {
    cpu.reset();
    RootPair roots = spaces.create(mappings(boot.mappings()));
    tasks.start(cpu.cpu(), roots.kernel(), places);
    boolean user = (boot.cs() & 3) == 3;
    int asid = BootTasks.ASID;
    BootLoader.load(boot, user ? roots.userCr3(asid) : roots.kernelCr3(asid), cpu.registers());
    cpu.mmu().modeChanged();
    cpu.events().addressSpaceLoaded(cpu, roots.kernel(), asid);
  }

  /** Where the kernel's variables are. */
  private record Variables(KernelSymbols symbols) implements BootTasks.Places {

    @Override
    public long physical(String symbol) {
      return MemoryMap.imagePhysical(symbols.symbol(symbol));
    }

    @Override
    public long perCpu(String symbol, int cpu) {
      return symbols.perCpu(symbol, cpu);
    }
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
