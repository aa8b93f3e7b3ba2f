package org.emukernel.x86.decode;

import java.util.List;

/** Decodes in 64-bit mode. */
public final class Decoder {
  /** Longest instruction that a processor accepts, bytes. */
  public static final int MAX_LENGTH = 15;

  /**
   * Decodes the instruction at {@code code[offset]}; bytes from {@code limit} on are not looked at.
   */
  public Instruction decode(byte[] code, int offset, int limit) {
    return new Instruction(
        new Instruction.Opcode(Mnemonic.INVALID, Encoding.LEGACY, 0, code[offset] & 0xff, -1),
        new Instruction.Attributes(4, 8, 0, false, Rep.NONE),
        List.of(),
        1);
  }

  /** {@return the length of the instruction at {@code code[offset]}} */
  public static int length(byte[] code, int offset, int limit) {
    return new Decoder().decode(code, offset, limit).length();
  }
}
