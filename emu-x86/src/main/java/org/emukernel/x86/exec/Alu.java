package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Flags;

/**
 * The status flags of arithmetic, for operands of any size: {@code top} is the number of the
 * operand's highest bit, 7, 15, 31 or 63; what lies above it is ignored.
 *
 * <p>Addition and subtraction hand in the word of all carries (or borrows): bit i is the carry out
 * of bit i, from which CF, OF and AF are read off. Source: SDM vol. 1, "Status Flags"; vol. 1
 * appendix A, "EFLAGS Cross-Reference".
 */
final class Alu {

  private static final byte[] PARITY = parityTable();

  /* Bit i of entry c tells whether condition c holds when CF, OF, PF, ZF, SF are bits 0 to 4 of i. */
  private static final int[] CONDITIONS = conditionTable();

  private Alu() {}

  private static byte[] parityTable() {
    byte[] table = new byte[256];
    for (int i = 0; i < 256; i++) {
      table[i] = (byte) (Integer.bitCount(i) % 2 == 0 ? Flags.PF : 0);
    }
    return table;
  }

  private static int[] conditionTable() {
    int[] table = new int[16];
    for (int condition = 0; condition < 16; condition++) {
      for (int i = 0; i < 32; i++) {
        if (holds(condition, i)) {
          table[condition] |= 1 << i;
        }
      }
    }
    return table;
  }

  private static boolean holds(int condition, int index) {
    boolean cf = (index & 1) != 0;
    boolean of = (index & 2) != 0;
    boolean zf = (index & 8) != 0;
    boolean sf = (index & 16) != 0;
    boolean even =
        switch (condition >> 1) {
          case 0 -> of;
          case 1 -> cf;
          case 2 -> zf;
          case 3 -> cf || zf;
          case 4 -> sf;
          case 5 -> (index & 4) != 0;
          case 6 -> sf != of;
          default -> zf || sf != of;
        };
    return even == ((condition & 1) == 0);
  }

  /** {@return the truth table of a condition code, for {@link #test}} */
  static int truth(int condition) {
    return CONDITIONS[condition];
  }

  /** {@return 1 if the condition of a truth table holds under {@code flags}, else 0} */
  static int test(int truth, long flags) {
    int f = (int) flags;
    int index = f & 1 | f >>> 10 & 2 | f & 4 | f >>> 3 & 0x18;
    return truth >>> index & 1;
  }

  /** {@return SF, ZF and PF of a result} */
  static long result(long r, int top) {
    long zero = r << 63 - top == 0 ? Flags.ZF : 0;
    return (r >>> top & 1) << 7 | zero | PARITY[(int) r & 0xff];
  }

  /** {@return all six flags of a sum or difference {@code r} with these carries or borrows} */
  static long arithmetic(long r, long carries, int top) {
    long out = carries >>> top;
    long overflow = out ^ carries >>> top - 1;
    return out & 1 | (overflow & 1) << 11 | (carries & 8) << 1 | result(r, top);
  }

  /** {@return the carries of {@code a + b + carry = r}} */
  static long carries(long a, long b, long r) {
    return a & b | (a | b) & ~r;
  }

  /** {@return the borrows of {@code a - b - borrow = r}} */
  static long borrows(long a, long b, long r) {
    return ~a & b | (~a | b) & r;
  }

  /** {@return the flags of {@code a + b = r}} */
  static long add(long a, long b, long r, int top) {
    return arithmetic(r, carries(a, b, r), top);
  }

  /** {@return the flags of {@code a - b = r}} */
  static long sub(long a, long b, long r, int top) {
    return arithmetic(r, borrows(a, b, r), top);
  }

  /** {@return {@code value} of {@code size} bytes, sign-extended} */
  static long sign(long value, int size) {
    int unused = 64 - size * 8;
    return value << unused >> unused;
  }

  /** {@return the low {@code size} bytes} */
  static long zero(long value, int size) {
    int unused = 64 - size * 8;
    return value << unused >>> unused;
  }
}
