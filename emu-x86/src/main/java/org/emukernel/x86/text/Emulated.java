package org.emukernel.x86.text;

/**
 * What the INT3 handler does in the place of an instruction that is being patched in: the switch in
 * __smp_text_poke_batch_add(), Linux v6.18 arch/x86/kernel/alternative.c. A NOP is a jump to the
 * next instruction; Jcc rel32 stands as the opcode of Jcc rel8, and the length tells them apart.
 *
 * @param opcode one byte
 * @param displacement of a jump or call, relative to the next instruction; else 0
 */
record Emulated(int opcode, long displacement) {

  static final int INT3 = 0xcc;
  static final int RET = 0xc3;
  static final int CALL = 0xe8;
  static final int JMP32 = 0xe9;
  static final int JMP8 = 0xeb;
  static final int JCC8 = 0x70;

  private static final int TWO_BYTES = 0x0f;
  private static final int JCC32 = 0x80;

  /**
   * {@return what an instruction does}
   *
   * @param bytes first byte lowest
   * @param length 1 to 6
   */
  static Emulated of(long bytes, int length) {
    int first = (int) bytes & 0xff;
    int second = (int) (bytes >>> 8) & 0xff;
    if (first == TWO_BYTES && (second & 0xf0) == JCC32 && length == 6) {
      return new Emulated(second - JCC32 + JCC8, (int) (bytes >>> 16));
    }
    return switch (first) {
      case INT3, RET -> new Emulated(first, 0);
      case CALL, JMP32 -> new Emulated(first, (int) (bytes >>> 8));
      case JMP8 -> new Emulated(first, (byte) second);
      default ->
          (first & 0xf0) == JCC8
              ? new Emulated(first, (byte) second)
              : new Emulated(length == 2 ? JMP8 : JMP32, 0);
    };
  }

  /**
   * {@return whether a Jcc is taken: int3_emulate_jcc(), arch/x86/include/asm/text-patching.h}
   *
   * @param flags RFLAGS of the interrupted code
   */
  boolean isTaken(long flags) {
    boolean c = (flags & 1) != 0;
    boolean z = (flags >>> 6 & 1) != 0;
    boolean s = (flags >>> 7 & 1) != 0;
    boolean o = (flags >>> 11 & 1) != 0;
    boolean holds =
        switch (opcode >>> 1 & 7) {
          case 0 -> o;
          case 1 -> c;
          case 2 -> z;
          case 3 -> c || z;
          case 4 -> s;
          case 5 -> (flags >>> 2 & 1) != 0;
          case 6 -> s != o;
          default -> z || s != o;
        };
    return holds == ((opcode & 1) == 0);
  }

  boolean isJcc() {
    return (opcode & 0xf0) == JCC8;
  }
}
