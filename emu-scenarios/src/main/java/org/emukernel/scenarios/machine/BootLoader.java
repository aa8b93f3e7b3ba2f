package org.emukernel.scenarios.machine;

import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.entry.boot.BootRegisters;
import org.emukernel.entry.boot.CpuBoot;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.entry.boot.MemoryContent;
import org.emukernel.mm.pti.AddressSpaces;
import org.emukernel.mm.pti.Mapping;
import org.emukernel.mm.pti.Mapping.Role;
import org.emukernel.mm.pti.RootPair;
import org.emukernel.x86.cpu.Cpu;

/** Puts a booted machine's data into memory, page tables and registers. */
final class BootLoader {

  /** The ASID of the one address space that each CPU runs. */
  private static final int ASID = 0;

  private final PhysicalMemory memory;
  private final AddressSpaces spaces;

  BootLoader(PhysicalMemory memory, AddressSpaces spaces) {
    this.memory = memory;
    this.spaces = spaces;
  }

  /** Loads everything. @return the kernel's own roots */
  RootPair load(MachineBoot boot, List<Cpu> cpus) {
    for (MemoryContent content : boot.memory()) {
      memory.writeBytes(content.physical(), content.bytes(), 0, content.bytes().length);
    }
    RootPair kernel = spaces.bootKernel(boot.mappings().stream().map(BootLoader::mapping).toList());
    for (Cpu cpu : cpus) {
      start(cpu, boot.cpus().get(cpu.cpu()));
    }
    return kernel;
  }

  private static Mapping mapping(org.emukernel.entry.boot.Mapping from) {
    Role role =
        switch (from.role()) {
          case KERNEL -> Role.KERNEL;
          case IMAGE_TEXT -> Role.IMAGE_TEXT;
          case SHARED -> Role.SHARED;
          case USER_WINDOW -> Role.USER_WINDOW;
          case USER -> Role.USER;
        };
    return new Mapping(from.linear(), from.physical(), from.bytes(), from.protection(), role);
  }

  private void start(Cpu cpu, CpuBoot boot) {
    cpu.reset();
    RootPair roots = spaces.create(boot.mappings().stream().map(BootLoader::mapping).toList());
    boolean user = (boot.cs() & 3) == 3;
    long cr3 = user ? roots.userCr3(ASID) : roots.kernelCr3(ASID);
    BootRegisters.load(boot, cr3, cpu.registers());
    cpu.mmu().modeChanged();
  }
}
