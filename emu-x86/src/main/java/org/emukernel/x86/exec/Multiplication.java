package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/**
 * Double-width products and divisions. Source: SDM vol. 2, "MUL", "IMUL", "DIV", "IDIV", "MULX".
 */
final class Multiplication {

  /**
   * The flags where the high half holds part of the product. SF, ZF, PF and AF are undefined: SF
   * and PF as the low half has them, as on processors of both makers.
   */
  static final long OVERFLOW = Flags.CF | Flags.OF;

  private Multiplication() {}

  static long unsignedHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }

  /* AX, DX:AX, EDX:EAX or RDX:RAX. */
  static void store(Core core, GeneralOp op, long low, long high) {
    if (op.first.size == 1) {
      core.setReg(Reg.RAX, low & 0xff | (high & 0xff) << 8, 2);
    } else {
      core.setReg(Reg.RAX, low, op.first.size);
      core.setReg(Reg.RDX, high, op.first.size);
    }
  }

  static long mulx(Core core, GeneralOp op, long next) {
    long a = Alu.zero(core.reg(Reg.RDX), op.size);
    long b = op.third.read(core, next);
    long low = a * b;
    long high = op.size == 8 ? unsignedHigh(a, b) : low >>> 32;
    op.second.write(core, next, low);
    op.first.write(core, next, high);
    return next;
  }

  static long div(Core core, GeneralOp op, long next) {
    long divisor = op.first.read(core, next);
    long low = low(core, op);
    long high = high(core, op);
    if (Long.compareUnsigned(high, divisor) >= 0) {
      throw core.fault.divideError();
    }
    if (op.first.size == 8) {
      divideLong(core, high, low, divisor);
    } else {
      long dividend = high << op.top + 1 | low;
      storeQuotient(
          core,
          op,
          Long.divideUnsigned(dividend, divisor),
          Long.remainderUnsigned(dividend, divisor));
    }
    return next;
  }

  private static long low(Core core, GeneralOp op) {
    return Alu.zero(core.reg(Reg.RAX), op.first.size);
  }

  private static long high(Core core, GeneralOp op) {
    return op.first.size == 1
        ? core.reg(Reg.RAX) >>> 8 & 0xff
        : Alu.zero(core.reg(Reg.RDX), op.first.size);
  }

  private static void storeQuotient(Core core, GeneralOp op, long quotient, long remainder) {
    store(core, op, quotient, remainder);
  }

  private static void divideLong(Core core, long high, long low, long divisor) {
    long remainder = high;
    long quotient = 0;
    for (int i = 63; i >= 0; i--) {
      boolean carry = remainder < 0;
      remainder = remainder << 1 | low >>> i & 1;
      quotient <<= 1;
      if (carry || Long.compareUnsigned(remainder, divisor) >= 0) {
        remainder -= divisor;
        quotient |= 1;
      }
    }
    core.setReg(Reg.RAX, quotient);
    core.setReg(Reg.RDX, remainder);
  }

  static long idiv(Core core, GeneralOp op, long next) {
    long divisor = Alu.sign(op.first.read(core, next), op.first.size);
    if (divisor == 0) {
      throw core.fault.divideError();
    }
    if (op.first.size == 8) {
      divideSignedLong(core, divisor);
    } else {
      divideSigned(core, op, divisor);
    }
    return next;
  }

  private static void divideSigned(Core core, GeneralOp op, long divisor) {
    int bits = op.top + 1;
    long dividend = Alu.sign(high(core, op) << bits | low(core, op), Math.min(8, bits / 4));
    long quotient = dividend / divisor;
    boolean wraps = dividend == Long.MIN_VALUE && divisor == -1;
    if (wraps || Alu.sign(quotient, op.first.size) != quotient) {
      throw core.fault.divideError();
    }
    storeQuotient(core, op, quotient, dividend % divisor);
  }

  private static void divideSignedLong(Core core, long divisor) {
    long low = core.reg(Reg.RAX);
    long high = core.reg(Reg.RDX);
    boolean negative = high < 0;
    long magnitudeLow = negative ? -low : low;
    long magnitudeHigh = negative ? ~high + (low == 0 ? 1 : 0) : high;
    long magnitude = divisor < 0 ? -divisor : divisor;
    if (Long.compareUnsigned(magnitudeHigh, magnitude) >= 0) {
      throw core.fault.divideError();
    }
    long oldLow = core.reg(Reg.RAX);
    long oldHigh = core.reg(Reg.RDX);
    divideLong(core, magnitudeHigh, magnitudeLow, magnitude);
    long quotient = core.reg(Reg.RAX);
    boolean negativeQuotient = negative != divisor < 0;
    boolean fits = quotient >= 0 || negativeQuotient && quotient == Long.MIN_VALUE;
    if (!fits) {
      core.setReg(Reg.RAX, oldLow);
      core.setReg(Reg.RDX, oldHigh);
      throw core.fault.divideError();
    }
    core.setReg(Reg.RAX, negativeQuotient ? -quotient : quotient);
    core.setReg(Reg.RDX, negative ? -core.reg(Reg.RDX) : core.reg(Reg.RDX));
  }
}
