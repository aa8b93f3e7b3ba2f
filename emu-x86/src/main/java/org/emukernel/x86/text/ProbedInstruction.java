package org.emukernel.x86.text;

import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;

/**
 * What kprobes must know of an instruction (can_boost(), prepare_emulation(),
 * arch/x86/kernel/kprobes/core.c, v6.18).
 *
 * @param length bytes; 0 if it cannot be probed
 * @param boostable whether its copy may run without a trap behind it
 */
record ProbedInstruction(int length, boolean boostable) {

  private static final ProbedInstruction NONE = new ProbedInstruction(0, false);

  /** {@return the instruction at an offset; RIP-relative operands are not moved, so not probed} */
  static ProbedInstruction decode(byte[] bytes, int offset) {
    Instruction instruction = new Decoder().decode(bytes, offset, bytes.length);
    boolean unknown =
        switch (instruction.mnemonic()) {
          case INVALID, TRUNCATED, TOO_LONG -> true;
          default -> false;
        };
    if (unknown || isRipRelative(instruction)) {
      return NONE;
    }
    return new ProbedInstruction(instruction.length(), canBoost(instruction));
  }

  private static boolean isRipRelative(Instruction instruction) {
    return instruction.operands().stream()
        .anyMatch(o -> o instanceof Operand.Mem memory && memory.base() == Operand.Mem.RIP);
  }

  private static boolean canBoost(Instruction instruction) {
    int opcode = instruction.opcode();
    if (instruction.opcodeMap() != 0) {
      return instruction.opcodeMap() == 1 && isTwoByteBoostable(opcode);
    }
    return switch (opcode) {
      case 0x62, 0x9a, 0xcc, 0xcd, 0xce, 0xd6, 0xe0, 0xe1, 0xe2, 0xe3, 0xe8, 0xe9, 0xeb -> false;
      case 0xff -> instruction.mnemonic() == Mnemonic.INC || instruction.mnemonic() == Mnemonic.DEC;
      default ->
          (opcode & 0xf0) != 0x70 && (opcode & 0xf8) != 0xd8 && (opcode < 0xf0 || opcode > 0xf4);
    };
  }

  /* twobyte_is_boostable: moves and setcc, bit tests, BSF, BSR, MOVZX, MOVSX, XADD, BSWAP. */
  private static boolean isTwoByteBoostable(int opcode) {
    int row = opcode & 0xf0;
    return row == 0x40
        || row == 0x90
        || row == 0xb0 && opcode != 0xb9
        || opcode >= 0xc8 && opcode <= 0xcf;
  }

  /** {@return whether it is emulated instead of copied: near jumps, conditional ones, and calls} */
  static boolean isEmulated(long bytes) {
    int first = (int) bytes & 0xff;
    boolean jcc32 = first == 0x0f && (bytes >>> 8 & 0xf0) == 0x80;
    return switch (first) {
      case Emulated.CALL, Emulated.JMP32, Emulated.JMP8 -> true;
      default -> (first & 0xf0) == Emulated.JCC8 || jcc32;
    };
  }
}
