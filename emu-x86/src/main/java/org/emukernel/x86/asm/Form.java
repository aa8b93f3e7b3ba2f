package org.emukernel.x86.asm;

import java.util.List;

/**
 * One encoding of a mnemonic: a row of {@link InstructionSet}.
 *
 * @param mnemonic without size suffix
 * @param sizes operand sizes in bits that the row takes as a suffix; empty if it has no operand
 *     size
 * @param operands kinds in AT&amp;T order
 * @param mandatoryPrefix 0x66, 0xf2, 0xf3 or 0
 * @param opcode with its escape bytes
 * @param extension the digit in ModRM.reg, or -1
 * @param rexW when REX.W is written
 */
record Form(
    String mnemonic,
    List<Integer> sizes,
    List<OperandKind> operands,
    int mandatoryPrefix,
    byte[] opcode,
    int extension,
    RexW rexW) {

  /** When REX.W is written. */
  enum RexW {
    /** When the operand size is 64. */
    BY_SIZE,
    /** Never: the operand size is 64 by default. */
    DEFAULT_64,
    ALWAYS
  }

  boolean hasModRm() {
    return extension >= 0 || operands.stream().anyMatch(OperandKind::isInModRm);
  }
}
