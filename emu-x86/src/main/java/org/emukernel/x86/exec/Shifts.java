package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Flags;

/**
 * Shifts and rotates. A masked count of 0 changes no flag but still writes the destination. Source:
 * SDM vol. 2, "SAL/SAR/SHL/SHR", "RCL/RCR/ROL/ROR", "SHLD", "SHRD", "RORX", "SARX/SHLX/SHRX".
 */
final class Shifts {

  private Shifts() {}

  private static int count(Core core, GeneralOp op, long next) {
    return (int) op.second.read(core, next) & (op.top == 63 ? 63 : 31);
  }

  static long shl(Core core, GeneralOp op, long next) {
    int count = count(core, op, next);
    long a = op.first.start(core, next);
    long r = count > op.top ? 0 : a << count;
    op.first.finish(core, next, count == 0 ? a : r);
    if (count != 0) {
      long carry = count > op.top + 1 ? 0 : a >>> op.top + 1 - count & 1;
      long overflow = carry ^ r >>> op.top & 1;
      core.setStatus(Alu.result(r, op.top) | carry | overflow << 11);
    }
    return next;
  }

  static long shr(Core core, GeneralOp op, long next) {
    int count = count(core, op, next);
    long a = op.first.start(core, next);
    long r = count > op.top ? 0 : a >>> count;
    op.first.finish(core, next, r);
    if (count != 0) {
      long carry = a >>> count - 1 & 1;
      core.setStatus(Alu.result(r, op.top) | carry | (a >>> op.top & 1) << 11);
    }
    return next;
  }

  static long sar(Core core, GeneralOp op, long next) {
    int count = count(core, op, next);
    long a = Alu.sign(op.first.start(core, next), op.first.size);
    long r = a >> count;
    op.first.finish(core, next, r);
    if (count != 0) {
      core.setStatus(Alu.result(r, op.top) | a >> count - 1 & 1);
    }
    return next;
  }

  static long rol(Core core, GeneralOp op, long next) {
    int masked = count(core, op, next);
    int count = masked & op.top;
    long a = op.first.start(core, next);
    long r = rotateLeft(a, count, op.top + 1);
    op.first.finish(core, next, r);
    if (masked != 0) {
      long carry = r & 1;
      core.setFlags(Flags.CF | Flags.OF, carry | (carry ^ r >>> op.top & 1) << 11);
    }
    return next;
  }

  static long ror(Core core, GeneralOp op, long next) {
    int masked = count(core, op, next);
    int count = masked & op.top;
    long a = op.first.start(core, next);
    long r = rotateLeft(a, op.top + 1 - count & op.top, op.top + 1);
    op.first.finish(core, next, r);
    if (masked != 0) {
      long carry = r >>> op.top & 1;
      core.setFlags(Flags.CF | Flags.OF, carry | (carry ^ r >>> op.top - 1 & 1) << 11);
    }
    return next;
  }

  private static long rotateLeft(long a, int count, int bits) {
    return count == 0 ? a : a << count | a >>> bits - count;
  }

  static long rcl(Core core, GeneralOp op, long next) {
    int masked = count(core, op, next);
    long r = op.first.start(core, next);
    long carry = core.carry();
    for (int i = masked % (op.top + 2); i > 0; i--) {
      long out = r >>> op.top & 1;
      r = r << 1 | carry;
      carry = out;
    }
    op.first.finish(core, next, r);
    if (masked != 0) {
      core.setFlags(Flags.CF | Flags.OF, carry | (carry ^ r >>> op.top & 1) << 11);
    }
    return next;
  }

  static long rcr(Core core, GeneralOp op, long next) {
    int masked = count(core, op, next);
    long r = op.first.start(core, next);
    long carry = core.carry();
    for (int i = masked % (op.top + 2); i > 0; i--) {
      long out = r & 1;
      r = Alu.zero(r, op.first.size) >>> 1 | carry << op.top;
      carry = out;
    }
    op.first.finish(core, next, r);
    if (masked != 0) {
      long overflow = r >>> op.top ^ r >>> op.top - 1;
      core.setFlags(Flags.CF | Flags.OF, carry | (overflow & 1) << 11);
    }
    return next;
  }

  static long shld(Core core, GeneralOp op, long next) {
    int count = doubleCount(core, op, next);
    long b = op.second.read(core, next);
    long a = op.first.start(core, next);
    int bits = op.top + 1;
    long r = count == 0 ? a : a << count | fillLeft(b, count, bits);
    op.first.finish(core, next, r);
    if (count != 0) {
      long carry = count > bits ? 0 : a >>> bits - count & 1;
      long overflow = (a ^ r) >>> op.top & 1;
      core.setStatus(Alu.result(r, op.top) | carry | overflow << 11);
    }
    return next;
  }

  /* What comes in from below; a 16-bit count above 16, whose result is undefined, brings in zeros. */
  private static long fillLeft(long b, int count, int bits) {
    return count > bits ? 0 : b >>> bits - count;
  }

  static long shrd(Core core, GeneralOp op, long next) {
    int count = doubleCount(core, op, next);
    long b = op.second.read(core, next);
    long a = op.first.start(core, next);
    int bits = op.top + 1;
    long r = count == 0 ? a : a >>> count | (count > bits ? 0 : b << bits - count);
    op.first.finish(core, next, r);
    if (count != 0) {
      long overflow = (a ^ r) >>> op.top & 1;
      core.setStatus(Alu.result(r, op.top) | a >>> count - 1 & 1 | overflow << 11);
    }
    return next;
  }

  private static int doubleCount(Core core, GeneralOp op, long next) {
    return (int) op.third.read(core, next) & (op.top == 63 ? 63 : 31);
  }

  static long rorx(Core core, GeneralOp op, long next) {
    int count = (int) op.third.read(core, next) & op.top;
    long a = op.second.read(core, next);
    op.first.write(core, next, rotateLeft(a, op.top + 1 - count & op.top, op.top + 1));
    return next;
  }

  static long sarx(Core core, GeneralOp op, long next) {
    int count = (int) op.third.read(core, next) & op.top;
    op.first.write(core, next, Alu.sign(op.second.read(core, next), op.first.size) >> count);
    return next;
  }

  static long shlx(Core core, GeneralOp op, long next) {
    int count = (int) op.third.read(core, next) & op.top;
    op.first.write(core, next, op.second.read(core, next) << count);
    return next;
  }

  static long shrx(Core core, GeneralOp op, long next) {
    int count = (int) op.third.read(core, next) & op.top;
    op.first.write(core, next, op.second.read(core, next) >>> count);
    return next;
  }
}
