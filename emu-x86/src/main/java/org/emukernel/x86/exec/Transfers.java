package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/** Moves, conversions and the stack. Source: SDM vol. 2, the instructions' own pages. */
final class Transfers {

  private static final long POPF_USER =
      Flags.STATUS | Flags.TF | Flags.DF | Flags.NT | Flags.AC | Flags.ID;

  private Transfers() {}

  static long mov(Core core, GeneralOp op, long next) {
    op.first.write(core, next, op.second.read(core, next));
    return next;
  }

  static long movsx(Core core, GeneralOp op, long next) {
    op.first.write(core, next, Alu.sign(op.second.read(core, next), op.second.size));
    return next;
  }

  static long movbe(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    op.first.write(core, next, Long.reverseBytes(a) >>> 63 - op.top);
    return next;
  }

  /* A 16-bit operand is undefined: it becomes 0, as on processors of both makers. */
  static long bswap(Core core, GeneralOp op, long next) {
    long a = op.first.read(core, next);
    op.first.write(core, next, op.first.size == 2 ? 0 : Long.reverseBytes(a) >>> 63 - op.top);
    return next;
  }

  static long lea(Core core, GeneralOp op, long next) {
    op.first.write(core, next, ((MemoryPlace) op.second).address.effective(core, next));
    return next;
  }

  /* The source is read and a 32-bit destination cut either way. */
  static long cmov(Core core, GeneralOp op, long next) {
    long b = op.second.read(core, next);
    long a = op.first.read(core, next);
    op.first.write(core, next, Alu.test(op.truth, core.status()) != 0 ? b : a);
    return next;
  }

  static long set(Core core, GeneralOp op, long next) {
    op.first.write(core, next, Alu.test(op.truth, core.status()));
    return next;
  }

  static long push(Core core, GeneralOp op, long next) {
    core.push(op.first.read(core, next), op.size);
    return next;
  }

  /* A memory destination based on RSP is addressed with RSP already raised. */
  static long pop(Core core, GeneralOp op, long next) {
    long value = core.peek(0, op.size);
    long rsp = core.reg(Reg.RSP) + op.size;
    if (op.first instanceof MemoryPlace memory) {
      int offset = memory.address.isRspBased() ? op.size : 0;
      core.mmu.write(memory.at(core, next, offset), op.size, value);
      core.setReg(Reg.RSP, rsp);
    } else if (op.first instanceof SegmentPlace) {
      op.first.write(core, next, value);
      core.setReg(Reg.RSP, rsp);
    } else {
      core.setReg(Reg.RSP, rsp);
      op.first.write(core, next, value);
    }
    return next;
  }

  static long pushf(Core core, GeneralOp op, long next) {
    core.push(core.flags() & ~(Flags.VM | Flags.RF), op.size);
    return next;
  }

  static long popf(Core core, GeneralOp op, long next) {
    long value = core.peek(0, op.size);
    core.setReg(Reg.RSP, core.reg(Reg.RSP) + op.size);
    int cpl = core.registers.cpl();
    long mask = POPF_USER | (cpl == 0 ? Flags.IOPL : 0);
    mask |= cpl <= (core.flags() & Flags.IOPL) >>> 12 ? Flags.IF : 0;
    mask &= op.size == 2 ? 0xffff : -1;
    restoreFlags(core, mask | (op.size == 2 ? 0 : Flags.RF), value & ~Flags.RF);
    return next;
  }

  /** Replaces the flags of {@code mask}; the Mmu learns of AC, the run loop of IF and TF. */
  static void restoreFlags(Core core, long mask, long value) {
    long old = core.flags();
    core.setFlags(mask, value);
    if (((old ^ core.flags()) & Flags.AC) != 0) {
      core.mmu.modeChanged();
    }
    core.attention();
  }

  /* Nesting levels above 0 copy frame pointers; all reads and the pushes' right to write come before any change. */
  static long enter(Core core, GeneralOp op, long next) {
    int level = (int) op.second.read(core, next) & 31;
    long rbp = core.reg(Reg.RBP);
    long to = core.reg(Reg.RSP) - op.size;
    core.mmu.write(core.stack(to), op.size, rbp);
    long frame = to;
    for (int i = 1; i < level; i++) {
      long link = core.mmu.read(core.stack(rbp - (long) i * op.size), op.size);
      to -= op.size;
      core.mmu.write(core.stack(to), op.size, link);
    }
    if (level > 0) {
      to -= op.size;
      core.mmu.write(core.stack(to), op.size, frame);
    }
    long rsp = to - op.first.read(core, next);
    core.mmu.readForModify(core.stack(rsp), op.size);
    core.setReg(Reg.RBP, frame, op.size);
    core.setReg(Reg.RSP, rsp);
    return next;
  }

  static long leave(Core core, GeneralOp op, long next) {
    long rbp = core.reg(Reg.RBP);
    long value = core.mmu.read(core.stack(rbp), op.size);
    core.setReg(Reg.RSP, rbp + op.size);
    core.setReg(Reg.RBP, value, op.size);
    return next;
  }

  static long extendAccumulator(Core core, GeneralOp op, long next) {
    core.setReg(Reg.RAX, Alu.sign(core.reg(Reg.RAX), op.size / 2), op.size);
    return next;
  }

  static long extendIntoData(Core core, GeneralOp op, long next) {
    core.setReg(Reg.RDX, Alu.sign(core.reg(Reg.RAX), op.size) >> 63, op.size);
    return next;
  }

  static long lahf(Core core, GeneralOp op, long next) {
    long ah = core.flags() & (Flags.STATUS & ~Flags.OF) | Flags.FIXED;
    core.setReg(Reg.RAX, core.reg(Reg.RAX) & ~0xff00L | ah << 8);
    return next;
  }

  static long sahf(Core core, GeneralOp op, long next) {
    core.setFlags(Flags.STATUS & ~Flags.OF, core.reg(Reg.RAX) >>> 8);
    return next;
  }

  static long clc(Core core, GeneralOp op, long next) {
    core.setFlags(Flags.CF, 0);
    return next;
  }

  static long stc(Core core, GeneralOp op, long next) {
    core.setFlags(Flags.CF, Flags.CF);
    return next;
  }

  static long cmc(Core core, GeneralOp op, long next) {
    core.setFlags(Flags.CF, ~core.flags());
    return next;
  }

  static long cld(Core core, GeneralOp op, long next) {
    core.setFlags(Flags.DF, 0);
    return next;
  }

  static long std(Core core, GeneralOp op, long next) {
    core.setFlags(Flags.DF, Flags.DF);
    return next;
  }

  static long compareExchange8(Core core, GeneralOp op, long next) {
    long old = op.first.start(core, next);
    long expected = core.reg(Reg.RDX) << 32 | core.reg(Reg.RAX) & 0xffff_ffffL;
    boolean equal = old == expected;
    if (equal) {
      long desired = core.reg(Reg.RCX) << 32 | core.reg(Reg.RBX) & 0xffff_ffffL;
      op.first.finish(core, next, desired);
    } else {
      op.first.finish(core, next, old);
      core.setReg(Reg.RAX, old & 0xffff_ffffL);
      core.setReg(Reg.RDX, old >>> 32);
    }
    core.setFlags(Flags.ZF, equal ? Flags.ZF : 0);
    return next;
  }
}
