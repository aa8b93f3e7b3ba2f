package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Reg;

/**
 * CR0, CR2, CR3, CR4 or CR8 with the faults and effects of MOV to it. Source: SDM vol. 2, "MOV -
 * Move to/from Control Registers"; vol. 3A, "Control Registers".
 */
final class ControlPlace extends Place {

  private final int number;

  ControlPlace(int number) {
    super(8);
    this.number = number;
  }

  @Override
  long read(Core core, long next) {
    core.requireSupervisor();
    return switch (number) {
      case 0 -> core.reg(Reg.CR0);
      case 2 -> core.reg(Reg.CR2);
      case 3 -> core.reg(Reg.CR3);
      case 4 -> core.reg(Reg.CR4);
      case 8 -> core.apic.taskPriority() >> 4;
      default -> throw core.invalidOpcode("mov from cr" + number);
    };
  }

  @Override
  void write(Core core, long next, long value) {
    core.requireSupervisor();
    switch (number) {
      case 0 -> writeCr0(core, value);
      case 2 -> {
        core.setReg(Reg.CR2, value);
        core.mmu.serialize();
      }
      case 3 -> writeCr3(core, value);
      case 4 -> writeCr4(core, value);
      case 8 -> writeCr8(core, value);
      default -> throw core.invalidOpcode("mov to cr" + number);
    }
  }

  /* Reserved bits of the low half are ignored; paging cannot be turned off in 64-bit mode. */
  private static void writeCr0(Core core, long value) {
    boolean paging = (value & Control.CR0_PG) != 0 && (value & Control.CR0_PE) != 0;
    boolean cacheBad = (value & (Control.CR0_NW | Control.CR0_CD)) == Control.CR0_NW;
    if (value >>> 32 != 0 || !paging || cacheBad) {
      throw core.generalProtection(0);
    }
    core.setReg(Reg.CR0, value & Control.CR0_DEFINED | Control.CR0_ET);
    core.mmu.modeChanged();
    core.mmu.serialize();
    core.attention();
  }

  private static void writeCr3(Core core, long source) {
    boolean contexts = core.registers.isSet(Reg.CR4, Control.CR4_PCIDE);
    long value = contexts ? source & ~Control.CR3_NO_FLUSH : source;
    if (value >>> core.model.physicalBits() != 0) {
      throw core.generalProtection(0);
    }
    long old = core.reg(Reg.CR3);
    core.setReg(Reg.CR3, value);
    core.mmu.cr3Written(old, source);
    core.events.rootWritten(core.cpu, value);
    if (core.model.cr3() == CpuModel.Cr3Serialization.YES) {
      core.mmu.serialize();
    }
    core.charge(contexts && source < 0 ? Cost.CR3_WRITE_NO_FLUSH : Cost.CR3_WRITE_FLUSH);
  }

  private static void writeCr4(Core core, long value) {
    long old = core.reg(Reg.CR4);
    boolean contextsOn = (value & ~old & Control.CR4_PCIDE) != 0;
    boolean bad =
        (value & ~core.model.cr4Allowed()) != 0
            || (value & Control.CR4_PAE) == 0
            || contextsOn && (core.reg(Reg.CR3) & Control.CR3_PCID) != 0;
    if (bad) {
      throw core.generalProtection(0);
    }
    core.setReg(Reg.CR4, value);
    core.mmu.cr4Written(old, value);
    core.mmu.serialize();
    core.charge(Cost.CR4_WRITE);
  }

  private static void writeCr8(Core core, long value) {
    if ((value & ~15L) != 0) {
      throw core.generalProtection(0);
    }
    core.apic.setTaskPriority((int) value << 4);
    core.attention();
  }
}
