package org.emukernel.x86.asm;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The multi-byte NOPs that Linux writes (arch/x86/include/asm/nops.h, v6.1, "P6 nops"; SDM vol. 2,
 * "NOP", table "Recommended Multi-Byte Sequence of NOP Instruction").
 */
public final class Nops {
  /** The longest single NOP, in bytes. */
  public static final int MAX_LENGTH = 8;

  private static final List<String> HEX =
      List.of(
          "90",
          "6690",
          "0f1f00",
          "0f1f4000",
          "0f1f440000",
          "660f1f440000",
          "0f1f8000000000",
          "0f1f840000000000");

  private Nops() {}

  /**
   * {@return NOPs that fill {@code length} bytes: as many of the longest as fit, then one for the
   * rest}
   *
   * @param length in bytes, 0 or more
   */
  public static byte[] fill(int length) {
    byte[] out = new byte[length];
    for (int at = 0; at < length; ) {
      int chunk = Math.min(MAX_LENGTH, length - at);
      System.arraycopy(HexFormat.of().parseHex(HEX.get(chunk - 1)), 0, out, at, chunk);
      at += chunk;
    }
    return out;
  }

  /**
   * {@return so many bytes of code: cut off, or with NOPs behind it}
   *
   * @param length in bytes
   */
  public static byte[] padded(byte[] code, int length) {
    byte[] out = Arrays.copyOf(code, length);
    int rest = Math.max(0, length - code.length);
    System.arraycopy(fill(rest), 0, out, length - rest, rest);
    return out;
  }

  /** {@return the length of the NOP of this table that stands at {@code at}, 0 if none does} */
  public static int lengthAt(byte[] code, int at) {
    for (int length = MAX_LENGTH; length > 0; length--) {
      byte[] nop = fill(length);
      if (at + length <= code.length && Arrays.equals(code, at, at + length, nop, 0, length)) {
        return length;
      }
    }
    return 0;
  }
}
