package org.emukernel.x86.exec;

import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.decode.Rep;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/**
 * String instructions. With a repeat prefix each iteration is one step, after which RIP is that of
 * the instruction until the last one is done: interrupts and faults find RCX, RSI and RDI as of the
 * iterations completed. Source: SDM vol. 2, "REP/REPE/REPZ/REPNE/REPNZ".
 */
final class Strings {

  private Strings() {}

  private static boolean isDone(Core core, GeneralOp op) {
    return op.repeats() && counter(core, op) == 0;
  }

  private static long counter(Core core, GeneralOp op) {
    return Alu.zero(core.reg(Reg.RCX), op.instruction.addressSize());
  }

  private static long source(Core core, GeneralOp op) {
    return Alu.zero(core.reg(Reg.RSI), op.instruction.addressSize()) + segmentBase(core, op);
  }

  /* FS or GS, of the operand that a prefix can override. */
  private static long segmentBase(Core core, GeneralOp op) {
    long base = 0;
    for (Operand operand : op.instruction.operands()) {
      if (operand instanceof Operand.Mem memory && memory.segment() > 3) {
        base = core.reg(memory.segment() == 4 ? Reg.FS_BASE : Reg.GS_BASE);
      }
    }
    return base;
  }

  private static long destination(Core core, GeneralOp op) {
    return Alu.zero(core.reg(Reg.RDI), op.instruction.addressSize());
  }

  private static void advance(Core core, GeneralOp op, int register) {
    long delta = (core.flags() & Flags.DF) == 0 ? op.size : -op.size;
    core.setReg(register, core.reg(register) + delta, op.instruction.addressSize());
  }

  /* Counts one iteration and decides whether another follows. */
  private static long again(Core core, GeneralOp op, long next) {
    if (!op.repeats()) {
      return next;
    }
    core.setReg(Reg.RCX, core.reg(Reg.RCX) - 1, op.instruction.addressSize());
    return counter(core, op) == 0 ? next : next - op.length;
  }

  private static long againWhile(Core core, GeneralOp op, long next) {
    long to = again(core, op, next);
    boolean equal = (core.flags() & Flags.ZF) != 0;
    boolean goesOn = op.instruction.rep() == Rep.REP ? equal : !equal;
    return goesOn ? to : next;
  }

  static long movs(Core core, GeneralOp op, long next) {
    if (isDone(core, op)) {
      return next;
    }
    core.mmu.write(destination(core, op), op.size, core.mmu.read(source(core, op), op.size));
    advance(core, op, Reg.RSI);
    advance(core, op, Reg.RDI);
    return again(core, op, next);
  }

  static long stos(Core core, GeneralOp op, long next) {
    if (isDone(core, op)) {
      return next;
    }
    core.mmu.write(destination(core, op), op.size, core.reg(Reg.RAX));
    advance(core, op, Reg.RDI);
    return again(core, op, next);
  }

  static long lods(Core core, GeneralOp op, long next) {
    if (isDone(core, op)) {
      return next;
    }
    core.setReg(Reg.RAX, core.mmu.read(source(core, op), op.size), op.size);
    advance(core, op, Reg.RSI);
    return again(core, op, next);
  }

  static long scas(Core core, GeneralOp op, long next) {
    if (isDone(core, op)) {
      return next;
    }
    long a = Alu.zero(core.reg(Reg.RAX), op.size);
    long b = core.mmu.read(destination(core, op), op.size);
    core.setStatus(Alu.sub(a, b, a - b, op.size * 8 - 1));
    advance(core, op, Reg.RDI);
    return againWhile(core, op, next);
  }

  static long cmps(Core core, GeneralOp op, long next) {
    if (isDone(core, op)) {
      return next;
    }
    long a = core.mmu.read(source(core, op), op.size);
    long b = core.mmu.read(destination(core, op), op.size);
    core.setStatus(Alu.sub(a, b, a - b, op.size * 8 - 1));
    advance(core, op, Reg.RSI);
    advance(core, op, Reg.RDI);
    return againWhile(core, op, next);
  }

  static long xlat(Core core, GeneralOp op, long next) {
    long index = core.reg(Reg.RAX) & 0xff;
    long offset = Alu.zero(core.reg(Reg.RBX) + index, op.instruction.addressSize());
    core.setReg(Reg.RAX, core.mmu.read(offset + segmentBase(core, op), 1), 1);
    return next;
  }
}
