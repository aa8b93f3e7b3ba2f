package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/**
 * Addition, subtraction, comparison and logic on operands of any size. Source: SDM vol. 2, the
 * instructions' own pages.
 */
final class Arithmetic {

  private Arithmetic() {}

  static long add(Core core, GeneralOp op, long next) {
    return addWith(core, op, next, 0);
  }

  static long adc(Core core, GeneralOp op, long next) {
    return addWith(core, op, next, core.carry());
  }

  private static long addWith(Core core, GeneralOp op, long next, long carry) {
    long b = op.second.read(core, next);
    long a = op.first.start(core, next);
    long r = a + b + carry;
    op.first.finish(core, next, r);
    core.setStatusOf(r, Alu.carries(a, b, r), op.top);
    return next;
  }

  static long sub(Core core, GeneralOp op, long next) {
    return subWith(core, op, next, 0);
  }

  static long sbb(Core core, GeneralOp op, long next) {
    return subWith(core, op, next, core.carry());
  }

  private static long subWith(Core core, GeneralOp op, long next, long borrow) {
    long b = op.second.read(core, next);
    long a = op.first.start(core, next);
    long r = a - b - borrow;
    op.first.finish(core, next, r);
    core.setStatusOf(r, Alu.borrows(a, b, r), op.top);
    return next;
  }

  static long cmp(Core core, GeneralOp op, long next) {
    long a = op.first.read(core, next);
    long b = op.second.read(core, next);
    core.setStatus(Alu.sub(a, b, a - b, op.top));
    return next;
  }

  static long and(Core core, GeneralOp op, long next) {
    long b = op.second.read(core, next);
    return logic(core, op, next, op.first.start(core, next) & b);
  }

  static long or(Core core, GeneralOp op, long next) {
    long b = op.second.read(core, next);
    return logic(core, op, next, op.first.start(core, next) | b);
  }

  static long xor(Core core, GeneralOp op, long next) {
    long b = op.second.read(core, next);
    return logic(core, op, next, op.first.start(core, next) ^ b);
  }

  private static long logic(Core core, GeneralOp op, long next, long r) {
    op.first.finish(core, next, r);
    core.setStatus(Alu.result(r, op.top));
    return next;
  }

  static long test(Core core, GeneralOp op, long next) {
    long r = op.first.read(core, next) & op.second.read(core, next);
    core.setStatus(Alu.result(r, op.top));
    return next;
  }

  static long inc(Core core, GeneralOp op, long next) {
    long a = op.first.start(core, next);
    long r = a + 1;
    op.first.finish(core, next, r);
    core.setStatus(Alu.add(a, 1, r, op.top) & ~Flags.CF | core.carry());
    return next;
  }

  static long dec(Core core, GeneralOp op, long next) {
    long a = op.first.start(core, next);
    long r = a - 1;
    op.first.finish(core, next, r);
    core.setStatus(Alu.sub(a, 1, r, op.top) & ~Flags.CF | core.carry());
    return next;
  }

  static long neg(Core core, GeneralOp op, long next) {
    long a = op.first.start(core, next);
    op.first.finish(core, next, -a);
    core.setStatus(Alu.sub(0, a, -a, op.top));
    return next;
  }

  static long not(Core core, GeneralOp op, long next) {
    op.first.finish(core, next, ~op.first.start(core, next));
    return next;
  }

  static long adcx(Core core, GeneralOp op, long next) {
    return addExtended(core, op, next, Flags.CF);
  }

  static long adox(Core core, GeneralOp op, long next) {
    return addExtended(core, op, next, Flags.OF);
  }

  private static long addExtended(Core core, GeneralOp op, long next, long flag) {
    long b = op.second.read(core, next);
    long a = op.first.read(core, next);
    long r = a + b + ((core.flags() & flag) != 0 ? 1 : 0);
    op.first.write(core, next, r);
    core.setFlags(flag, (Alu.carries(a, b, r) >>> op.top & 1) != 0 ? flag : 0);
    return next;
  }

  static long xadd(Core core, GeneralOp op, long next) {
    long b = op.second.read(core, next);
    long a = op.first.start(core, next);
    long r = a + b;
    if (op.first.isMemory()) {
      op.first.finish(core, next, r);
      op.second.write(core, next, a);
    } else {
      op.second.write(core, next, a);
      op.first.write(core, next, r);
    }
    core.setStatusOf(r, Alu.carries(a, b, r), op.top);
    return next;
  }

  /* The destination is written either way; a register keeps its upper half when the comparison fails. */
  static long cmpxchg(Core core, GeneralOp op, long next) {
    long old = op.first.start(core, next);
    long expected = Alu.zero(core.reg(Reg.RAX), op.size);
    boolean equal = old == expected;
    if (equal) {
      op.first.finish(core, next, op.second.read(core, next));
    } else {
      if (op.first.isMemory()) {
        op.first.finish(core, next, old);
      }
      core.setReg(Reg.RAX, old, op.size);
    }
    core.setStatus(Alu.sub(expected, old, expected - old, op.top));
    return next;
  }

  static long xchg(Core core, GeneralOp op, long next) {
    long b = op.second.read(core, next);
    long a = op.first.start(core, next);
    op.first.finish(core, next, b);
    op.second.write(core, next, a);
    return next;
  }

  static long mul(Core core, GeneralOp op, long next) {
    long a = Alu.zero(core.reg(Reg.RAX), op.first.size);
    long b = op.first.read(core, next);
    long low = a * b;
    long high = op.first.size == 8 ? Multiplication.unsignedHigh(a, b) : low >>> op.top + 1;
    Multiplication.store(core, op, low, high);
    boolean overflow = Alu.zero(high, op.first.size) != 0;
    core.setStatus(Alu.result(low, op.top) | (overflow ? Multiplication.OVERFLOW : 0));
    return next;
  }

  static long imul(Core core, GeneralOp op, long next) {
    if (op.operands == 1) {
      return imulWide(core, op, next);
    }
    Place left = op.operands == 3 ? op.second : op.first;
    Place right = op.operands == 3 ? op.third : op.second;
    long a = Alu.sign(left.read(core, next), op.first.size);
    long b = Alu.sign(right.read(core, next), op.first.size);
    long low = a * b;
    boolean overflow = Alu.sign(low, op.first.size) != low || Math.multiplyHigh(a, b) != low >> 63;
    op.first.write(core, next, low);
    core.setStatus(Alu.result(low, op.top) | (overflow ? Multiplication.OVERFLOW : 0));
    return next;
  }

  private static long imulWide(Core core, GeneralOp op, long next) {
    long a = Alu.sign(core.reg(Reg.RAX), op.first.size);
    long b = Alu.sign(op.first.read(core, next), op.first.size);
    long low = a * b;
    long high = op.first.size == 8 ? Math.multiplyHigh(a, b) : low >> op.top + 1;
    Multiplication.store(core, op, low, high);
    boolean overflow = Alu.sign(low, op.first.size) >> 63 != Alu.sign(high, op.first.size);
    core.setStatus(Alu.result(low, op.top) | (overflow ? Multiplication.OVERFLOW : 0));
    return next;
  }
}
