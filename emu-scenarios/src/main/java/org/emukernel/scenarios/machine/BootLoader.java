package org.emukernel.scenarios.machine;

import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.paging.Permission;
import org.emukernel.entry.boot.CpuBoot;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.entry.boot.MemoryContent;
import org.emukernel.mm.pti.AddressSpaces;
import org.emukernel.mm.pti.Mapping;
import org.emukernel.mm.pti.Mapping.Role;
import org.emukernel.mm.pti.RootPair;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

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

  /* Text that both roots map is entry text; data that only the user root needs is in the kernel's direct map anyway. */
  private static Mapping mapping(org.emukernel.entry.boot.Mapping from) {
    boolean executable = from.protection().allows(Permission.EXECUTE);
    Role role =
        switch (from.root()) {
          case BOTH -> from.linear() < 0 ? Role.SHARED : Role.USER;
          case KERNEL -> executable ? Role.IMAGE_TEXT : Role.KERNEL;
          case USER -> executable ? Role.SHARED : Role.USER_WINDOW;
        };
    return new Mapping(
        from.linear(),
        from.physical(),
        from.bytes(),
        from.protection().without(Permission.GLOBAL),
        role);
  }

  private void start(Cpu cpu, CpuBoot boot) {
    cpu.reset();
    RegisterFile registers = cpu.registers();
    RootPair roots = spaces.create(boot.mappings().stream().map(BootLoader::mapping).toList());
    boolean user = (boot.cs() & 3) == 3;
    registers.set(Reg.CR0, boot.cr0());
    registers.set(Reg.CR3, user ? roots.userCr3(ASID) : roots.kernelCr3(ASID));
    registers.set(Reg.CR4, boot.cr4());
    boot.msrs().forEach(msr -> registers.set(register(msr.index()), msr.value()));
    registers.set(Reg.GDT_BASE, boot.gdtr().base());
    registers.set(Reg.GDT_LIMIT, boot.gdtr().limit());
    registers.set(Reg.IDT_BASE, boot.idtr().base());
    registers.set(Reg.IDT_LIMIT, boot.idtr().limit());
    registers.set(Reg.TR, boot.tr());
    registers.set(Reg.TSS_BASE, boot.tss().base());
    registers.set(Reg.TSS_LIMIT, boot.tss().limit());
    registers.set(Reg.RIP, boot.rip());
    registers.set(Reg.RSP, boot.rsp());
    registers.set(Reg.RFLAGS, boot.rflags());
    registers.set(Reg.CS, boot.cs());
    registers.set(Reg.SS, boot.ss());
    cpu.mmu().modeChanged();
  }

  private static int register(int msr) {
    return switch (msr) {
      case 0xc0000080 -> Reg.EFER;
      case 0xc0000081 -> Reg.STAR;
      case 0xc0000082 -> Reg.LSTAR;
      case 0xc0000083 -> Reg.CSTAR;
      case 0xc0000084 -> Reg.FMASK;
      case 0xc0000100 -> Reg.FS_BASE;
      case 0xc0000101 -> Reg.GS_BASE;
      case 0xc0000102 -> Reg.KERNEL_GS_BASE;
      default ->
          throw new IllegalArgumentException(String.format("MSR 0x%x is not set at boot", msr));
    };
  }
}
