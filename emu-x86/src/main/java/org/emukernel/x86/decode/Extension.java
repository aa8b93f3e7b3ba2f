package org.emukernel.x86.decode;

/**
 * What REX, VEX or the lack of both add to the opcode and ModRM.
 *
 * @param wide REX.W or VEX.W
 * @param r extends ModRM.reg: 0 or 8
 * @param x extends SIB.index: 0 or 8
 * @param b extends ModRM.rm, SIB.base or the opcode's register: 0 or 8
 * @param vvvv register number, 0 where VEX leaves it unused
 * @param vectorSize 16 or 32 bytes
 */
record Extension(boolean wide, int r, int x, int b, int vvvv, int vectorSize) {
  private static final int XMM = 16;
  private static final int YMM = 32;

  static Extension ofRex(int rex) {
    return new Extension((rex & 8) != 0, (rex & 4) << 1, (rex & 2) << 2, (rex & 1) << 3, 0, XMM);
  }

  /** C5: inverted R and vvvv, then L. */
  static Extension ofVex2(int first) {
    return new Extension(false, ~first >> 4 & 8, 0, 0, vvvv(first), vectorSize(first));
  }

  /** C4: inverted R, X, B in the first byte; W, inverted vvvv, L in the second. */
  static Extension ofVex3(int first, int second) {
    return new Extension(
        (second & 0x80) != 0,
        ~first >> 4 & 8,
        ~first >> 3 & 8,
        ~first >> 2 & 8,
        vvvv(second),
        vectorSize(second));
  }

  private static int vvvv(int value) {
    return ~value >> 3 & 15;
  }

  private static int vectorSize(int value) {
    return (value & 4) != 0 ? YMM : XMM;
  }
}
