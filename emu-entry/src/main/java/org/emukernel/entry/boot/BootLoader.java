package org.emukernel.entry.boot;

import java.util.Map;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/** Brings a booted machine's data to where they belong. */
public final class BootLoader {

  /** MSR numbers: SDM vol. 4, "Architectural MSRs". */
  private static final Map<Integer, Integer> MSRS =
      Map.ofEntries(
          Map.entry(ControlRegisters.MSR_EFER, Reg.EFER),
          Map.entry(ControlRegisters.MSR_STAR, Reg.STAR),
          Map.entry(ControlRegisters.MSR_LSTAR, Reg.LSTAR),
          Map.entry(ControlRegisters.MSR_CSTAR, Reg.CSTAR),
          Map.entry(ControlRegisters.MSR_SYSCALL_MASK, Reg.FMASK),
          Map.entry(ControlRegisters.MSR_SYSENTER_CS, Reg.SYSENTER_CS),
          Map.entry(ControlRegisters.MSR_SYSENTER_ESP, Reg.SYSENTER_ESP),
          Map.entry(ControlRegisters.MSR_SYSENTER_EIP, Reg.SYSENTER_EIP),
          Map.entry(ControlRegisters.MSR_FS_BASE, Reg.FS_BASE),
          Map.entry(ControlRegisters.MSR_GS_BASE, Reg.GS_BASE),
          Map.entry(ControlRegisters.MSR_KERNEL_GS_BASE, Reg.KERNEL_GS_BASE));

  private BootLoader() {}

  /** Writes what lies in memory. */
  public static void load(MachineBoot boot, PhysicalMemory memory) {
    for (MemoryContent content : boot.memory()) {
      content.writeTo(memory);
    }
  }

  /**
   * Writes a CPU's registers; those that a booted kernel leaves as reset made them stay so. The
   * CPU's paging unit must be told afterwards that its mode changed.
   *
   * @param cr3 the root that the CPU starts with
   */
  public static void load(CpuBoot boot, long cr3, RegisterFile registers) {
    registers.set(Reg.CR0, boot.cr0());
    registers.set(Reg.CR3, cr3);
    registers.set(Reg.CR4, boot.cr4());
    for (CpuBoot.Msr msr : boot.msrs()) {
      registers.set(MSRS.get(msr.index()), msr.value());
    }
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
  }
}
