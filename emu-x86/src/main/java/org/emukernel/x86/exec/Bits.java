package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.x86.reg.Flags;

/**
 * Bit tests, scans, counts and the BMI instructions. Source: SDM vol. 2, the instructions' own
 * pages.
 */
final class Bits {

  private static final int CRC32C = 0x82f6_3b78;

  private enum Change {
    NONE,
    SET,
    RESET,
    COMPLEMENT
  }

  private Bits() {}

  static long bt(Core core, GeneralOp op, long next) {
    return test(core, op, next, Change.NONE);
  }

  static long bts(Core core, GeneralOp op, long next) {
    return test(core, op, next, Change.SET);
  }

  static long btr(Core core, GeneralOp op, long next) {
    return test(core, op, next, Change.RESET);
  }

  static long btc(Core core, GeneralOp op, long next) {
    return test(core, op, next, Change.COMPLEMENT);
  }

  private static long test(Core core, GeneralOp op, long next, Change change) {
    long offset = op.second.read(core, next);
    long bit = 1L << (offset & op.top);
    long old;
    if (op.first instanceof MemoryPlace memory && op.second instanceof RegisterPlace) {
      old = testMemory(core, op, memory.at(core, next, string(offset, op)), bit, change);
    } else if (change == Change.NONE) {
      old = op.first.read(core, next);
    } else {
      old = op.first.start(core, next);
      op.first.finish(core, next, changed(old, bit, change));
    }
    core.setFlags(Flags.CF, (old & bit) != 0 ? Flags.CF : 0);
    return next;
  }

  /* The bit string: a register offset is signed and reaches beyond the operand. */
  private static long string(long offset, GeneralOp op) {
    return Alu.sign(offset, op.first.size)
        >> Integer.numberOfTrailingZeros(op.top + 1)
        << Integer.numberOfTrailingZeros(op.first.size);
  }

  private static long testMemory(Core core, GeneralOp op, long linear, long bit, Change change) {
    int size = op.first.size;
    long old;
    if (change == Change.NONE) {
      old = core.mmu.read(linear, size);
    } else if (op.first instanceof LockedPlace) {
      old = core.mmu.lockedRead(linear, size);
      core.mmu.lockedWrite(linear, size, changed(old, bit, change));
      core.charge(Cost.LOCKED);
    } else {
      old = core.mmu.readForModify(linear, size);
      core.mmu.writeModified(linear, size, changed(old, bit, change));
    }
    return old;
  }

  private static long changed(long old, long bit, Change change) {
    return switch (change) {
      case NONE -> old;
      case SET -> old | bit;
      case RESET -> old & ~bit;
      case COMPLEMENT -> old ^ bit;
    };
  }

  /* A source of 0 leaves the destination alone, as AMD documents and Intel does. */
  static long bsf(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    if (a != 0) {
      op.first.write(core, next, Long.numberOfTrailingZeros(a));
    }
    core.setFlags(Flags.ZF, a == 0 ? Flags.ZF : 0);
    return next;
  }

  static long bsr(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    if (a != 0) {
      op.first.write(core, next, 63 - Long.numberOfLeadingZeros(a));
    }
    core.setFlags(Flags.ZF, a == 0 ? Flags.ZF : 0);
    return next;
  }

  static long tzcnt(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    return counted(core, op, next, a, Math.min(Long.numberOfTrailingZeros(a), op.top + 1));
  }

  static long lzcnt(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    return counted(core, op, next, a, Long.numberOfLeadingZeros(a) - (63 - op.top));
  }

  private static long counted(Core core, GeneralOp op, long next, long a, long count) {
    op.first.write(core, next, count);
    core.setFlags(Flags.CF | Flags.ZF, (a == 0 ? Flags.CF : 0) | (count == 0 ? Flags.ZF : 0));
    return next;
  }

  static long popcnt(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    op.first.write(core, next, Long.bitCount(a));
    core.setStatus(a == 0 ? Flags.ZF : 0);
    return next;
  }

  static long andn(Core core, GeneralOp op, long next) {
    return bmi(core, op, next, ~op.second.read(core, next) & op.third.read(core, next), false);
  }

  static long blsi(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    return bmi(core, op, next, a & -a, a != 0);
  }

  static long blsmsk(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    return bmi(core, op, next, a ^ a - 1, a == 0);
  }

  static long blsr(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    return bmi(core, op, next, a & a - 1, a == 0);
  }

  static long bzhi(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    int from = (int) op.third.read(core, next) & 0xff;
    long r = from > op.top ? a : a & (1L << from) - 1;
    return bmi(core, op, next, r, from > op.top);
  }

  private static long bmi(Core core, GeneralOp op, long next, long r, boolean carry) {
    op.first.write(core, next, r);
    core.setStatus(Alu.result(r, op.top) & ~Flags.PF | (carry ? Flags.CF : 0));
    return next;
  }

  static long bextr(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    int control = (int) op.third.read(core, next);
    int start = control & 0xff;
    int length = control >>> 8 & 0xff;
    long shifted = start > op.top ? 0 : a >>> start;
    long r = length > op.top ? shifted : shifted & (1L << length) - 1;
    op.first.write(core, next, r);
    core.setStatus(r == 0 ? Flags.ZF : 0);
    return next;
  }

  static long pdep(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    long r = 0;
    for (long mask = op.third.read(core, next); mask != 0; mask &= mask - 1) {
      r |= (a & 1) != 0 ? mask & -mask : 0;
      a >>>= 1;
    }
    op.first.write(core, next, r);
    return next;
  }

  static long pext(Core core, GeneralOp op, long next) {
    long a = op.second.read(core, next);
    long r = 0;
    int at = 0;
    for (long mask = op.third.read(core, next); mask != 0; mask &= mask - 1) {
      r |= (a & mask & -mask) != 0 ? 1L << at : 0;
      at++;
    }
    op.first.write(core, next, r);
    return next;
  }

  static long crc32(Core core, GeneralOp op, long next) {
    long data = op.second.read(core, next);
    int crc = (int) op.first.read(core, next);
    for (int i = 0; i < op.second.size * 8; i++) {
      int out = (crc ^ (int) (data >>> i)) & 1;
      crc = crc >>> 1 ^ (out != 0 ? CRC32C : 0);
    }
    op.first.write(core, next, crc & 0xffff_ffffL);
    return next;
  }
}
