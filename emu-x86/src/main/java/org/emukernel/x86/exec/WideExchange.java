package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/**
 * CMPXCHG16B: two quadwords that must be aligned, so that both lie in one page. Source: SDM vol. 2,
 * "CMPXCHG8B/CMPXCHG16B".
 */
final class WideExchange {

  private WideExchange() {}

  static long run(Core core, GeneralOp op, long next) {
    long linear = op.first.linear(core, next);
    if ((linear & 15) != 0) {
      throw core.generalProtection(0);
    }
    boolean locked = op.first instanceof LockedPlace;
    long low = read(core, linear, locked);
    long high = read(core, linear + 8, locked);
    boolean equal = low == core.reg(Reg.RAX) && high == core.reg(Reg.RDX);
    write(core, linear, equal ? core.reg(Reg.RBX) : low, locked);
    write(core, linear + 8, equal ? core.reg(Reg.RCX) : high, locked);
    if (!equal) {
      core.setReg(Reg.RAX, low);
      core.setReg(Reg.RDX, high);
    }
    if (locked) {
      core.charge(Cost.LOCKED);
    }
    core.setFlags(Flags.ZF, equal ? Flags.ZF : 0);
    return next;
  }

  private static long read(Core core, long linear, boolean locked) {
    return locked ? core.mmu.lockedRead(linear, 8) : core.mmu.readForModify(linear, 8);
  }

  private static void write(Core core, long linear, long value, boolean locked) {
    if (locked) {
      core.mmu.lockedWrite(linear, 8, value);
    } else {
      core.mmu.writeModified(linear, 8, value);
    }
  }
}
