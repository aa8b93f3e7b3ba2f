package org.emukernel.x86.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A JMP in the code that replaces an alternative, after it was moved to the site: recompute_jump(),
 * arch/x86/kernel/alternative.c, Linux v6.1.
 */
public final class ReplacementJump {

  private static final byte JMP32 = (byte) 0xe9;
  private static final byte JMP8 = (byte) 0xeb;
  private static final byte INT3 = (byte) 0xcc;
  private static final int JMP32_SIZE = 5;
  private static final int JMP8_SIZE = 2;

  private ReplacementJump() {}

  /**
   * Makes a JMP rel32 a JMP rel8 where that reaches, the rest INT3. Leaves any other instruction as
   * it is.
   *
   * @param at where the instruction starts
   */
  public static void shorten(byte[] code, int at) {
    if (code[at] != JMP32) {
      return;
    }
    int displacement = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 1);
    int nearer = displacement + JMP32_SIZE - JMP8_SIZE;
    if (nearer == (byte) nearer) {
      Arrays.fill(code, at, at + JMP32_SIZE, INT3);
      code[at] = JMP8;
      code[at + 1] = (byte) nearer;
    }
  }
}
