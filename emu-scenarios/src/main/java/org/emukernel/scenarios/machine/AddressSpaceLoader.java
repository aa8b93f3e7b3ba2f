package org.emukernel.scenarios.machine;

import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.machine.LoadedMachine;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.RootPair;
import org.emukernel.mm.MemoryManagement;
import org.emukernel.mm.pti.AddressSpaces;
import org.emukernel.mm.sched.BootTasks;

/** Builds the page tables of a loaded machine and starts its CPUs on them. */
final class AddressSpaceLoader {

  private final LoadedMachine machine;
  private final AddressSpaces spaces;
  private final BootTasks tasks;
  private final BootTasks.Places places;

  AddressSpaceLoader(MemoryManagement memory, Isolation isolation, LoadedMachine machine) {
    this.machine = machine;
    this.spaces = memory.addressSpaces(isolation);
    this.tasks = memory.bootTasks();
    this.places = new Variables(machine);
  }

  /** Loads everything. */
  void load() {
    RootPair kernel = spaces.bootKernel(machine.kernelMappings());
    machine.kernelRootsAre(kernel);
    tasks.initMm(kernel.kernel(), places);
    machine.cpus().forEach(this::start);
  }

  private void start(EmulatedCpu cpu) {
    RootPair roots = spaces.create(machine.programMappings(cpu.cpu()));
    tasks.start(cpu.cpu(), roots.kernel(), places);
    machine.start(cpu.cpu(), roots, BootTasks.ASID);
    cpu.events().addressSpaceLoaded(cpu, roots.kernel(), BootTasks.ASID);
  }

  /** Where the kernel's variables are. */
  private record Variables(LoadedMachine machine) implements BootTasks.Places {

    @Override
    public long physical(String symbol) {
      return machine.physical(machine.symbols().symbol(symbol));
    }

    @Override
    public long perCpu(String symbol, int cpu) {
      return machine.symbols().perCpu(symbol, cpu);
    }
  }
}
