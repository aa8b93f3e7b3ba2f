package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Reg;

/**
 * DR0 to DR7; {@link Breakpoints} looks at them. Source: SDM vol. 2, "MOV - Move to/from Debug
 * Registers".
 */
final class DebugPlace extends Place {

  private static final long DR6_FIXED = 0xffff_0ff0L;
  private static final long DR7_FIXED = 0x400;

  private final int number;

  DebugPlace(int number) {
    super(8);
    this.number = number;
  }

  private int register(Core core) {
    boolean alias = number == 4 || number == 5;
    if (alias && core.registers.isSet(Reg.CR4, Control.CR4_DE)) {
      throw core.invalidOpcode("dr" + number + " with CR4.DE = 1");
    }
    core.requireSupervisor();
    if (number < 4) {
      return Reg.DR0 + number;
    }
    return (number & 1) == 0 ? Reg.DR6 : Reg.DR7;
  }

  @Override
  long read(Core core, long next) {
    return core.reg(register(core));
  }

  @Override
  void write(Core core, long next, long value) {
    int register = register(core);
    if (number > 3 && value >>> 32 != 0) {
      throw core.generalProtection(0);
    }
    core.setReg(register, fixed(register, value));
    core.mmu.serialize();
    core.attention();
  }

  private static long fixed(int register, long value) {
    if (register == Reg.DR6) {
      return value & 0xe00fL | DR6_FIXED;
    }
    return register == Reg.DR7 ? value & ~0xd800L | DR7_FIXED : value;
  }
}
