package org.emukernel.x86.asm;

import java.util.Map;
import java.util.Optional;

/**
 * What an operand of a {@link Form} may be and where it is encoded.
 *
 * @param accepts what it may be
 * @param slot where it is encoded
 * @param size in bits; 0 = the form's operand size
 * @param register the only register number that matches, or -1
 */
record OperandKind(Accepts accepts, Slot slot, int size, int register) {
  /** What an operand may be. */
  enum Accepts {
    REGISTER,
    REGISTER_OR_MEMORY,
    MEMORY,
    SEGMENT,
    CONTROL,
    DEBUG,
    /** An immediate that fits {@code size} bits when sign-extended to the operand size. */
    SIGNED,
    /** An immediate that fits {@code size} bits, signed or unsigned. */
    IMMEDIATE,
    /** An immediate that is exactly {@code register}; it is not encoded. */
    LITERAL,
    /** A branch target. */
    TARGET,
    INDIRECT
  }

  /** Where an operand is encoded. */
  enum Slot {
    MODRM_REG,
    MODRM_RM,
    /** In both fields of ModRM: imul $imm, reg. */
    MODRM_BOTH,
    OPCODE,
    IMMEDIATE,
    /** Nowhere: implied by the opcode. */
    NONE
  }

  private static final Map<String, OperandKind> BY_NAME =
      Map.ofEntries(
          kind("r", Accepts.REGISTER, Slot.MODRM_REG, 0, -1),
          kind("r16", Accepts.REGISTER, Slot.MODRM_REG, 16, -1),
          kind("r32", Accepts.REGISTER, Slot.MODRM_REG, 32, -1),
          kind("r64", Accepts.REGISTER, Slot.MODRM_REG, 64, -1),
          kind("rr", Accepts.REGISTER, Slot.MODRM_BOTH, 0, -1),
          kind("R", Accepts.REGISTER, Slot.MODRM_RM, 0, -1),
          kind("R64", Accepts.REGISTER, Slot.MODRM_RM, 64, -1),
          kind("m", Accepts.REGISTER_OR_MEMORY, Slot.MODRM_RM, 0, -1),
          kind("m8", Accepts.REGISTER_OR_MEMORY, Slot.MODRM_RM, 8, -1),
          kind("m16", Accepts.REGISTER_OR_MEMORY, Slot.MODRM_RM, 16, -1),
          kind("m32", Accepts.REGISTER_OR_MEMORY, Slot.MODRM_RM, 32, -1),
          kind("R32", Accepts.REGISTER, Slot.MODRM_RM, 32, -1),
          kind("M", Accepts.MEMORY, Slot.MODRM_RM, 0, -1),
          kind("o", Accepts.REGISTER, Slot.OPCODE, 0, -1),
          kind("a", Accepts.REGISTER, Slot.NONE, 0, 0),
          kind("rax", Accepts.REGISTER, Slot.NONE, 64, 0),
          kind("cl", Accepts.REGISTER, Slot.NONE, 8, 1),
          kind("dx", Accepts.REGISTER, Slot.NONE, 16, 2),
          kind("sr", Accepts.SEGMENT, Slot.MODRM_REG, 0, -1),
          kind("fs", Accepts.SEGMENT, Slot.NONE, 0, 4),
          kind("gs", Accepts.SEGMENT, Slot.NONE, 0, 5),
          kind("cr", Accepts.CONTROL, Slot.MODRM_REG, 0, -1),
          kind("dr", Accepts.DEBUG, Slot.MODRM_REG, 0, -1),
          kind("is", Accepts.SIGNED, Slot.IMMEDIATE, 8, -1),
          kind("iz", Accepts.IMMEDIATE, Slot.IMMEDIATE, 0, -1),
          kind("ib", Accepts.IMMEDIATE, Slot.IMMEDIATE, 8, -1),
          kind("iw", Accepts.IMMEDIATE, Slot.IMMEDIATE, 16, -1),
          kind("iq", Accepts.IMMEDIATE, Slot.IMMEDIATE, 64, -1),
          kind("1", Accepts.LITERAL, Slot.NONE, 0, 1),
          kind("3", Accepts.LITERAL, Slot.NONE, 0, 3),
          kind("rel8", Accepts.TARGET, Slot.IMMEDIATE, 8, -1),
          kind("rel32", Accepts.TARGET, Slot.IMMEDIATE, 32, -1),
          kind("*m", Accepts.INDIRECT, Slot.MODRM_RM, 64, -1),
          kind("*M", Accepts.INDIRECT, Slot.MODRM_RM, 0, -2));

  static OperandKind named(String name) {
    return Optional.ofNullable(BY_NAME.get(name))
        .orElseThrow(() -> new IllegalArgumentException("unknown operand kind " + name));
  }

  private static Map.Entry<String, OperandKind> kind(
      String name, Accepts accepts, Slot slot, int size, int register) {
    return Map.entry(name, new OperandKind(accepts, slot, size, register));
  }

  boolean isInModRm() {
    return slot == Slot.MODRM_REG || slot == Slot.MODRM_RM || slot == Slot.MODRM_BOTH;
  }

  /** {@return whether a register here tells the operand size of the form} */
  boolean tellsSize() {
    return size == 0 && (accepts == Accepts.REGISTER || accepts == Accepts.REGISTER_OR_MEMORY);
  }

  /**
   * {@return whether the operand may stand here}
   *
   * @param operandSize of the form, in bits, 0 if it has none
   */
  boolean matches(Operand operand, int operandSize) {
    int wanted = size == 0 ? operandSize : size;
    return switch (accepts) {
      case REGISTER -> isRegister(operand, wanted);
      case REGISTER_OR_MEMORY -> isRegister(operand, wanted) || operand instanceof Operand.Mem;
      case MEMORY -> operand instanceof Operand.Mem;
      case SEGMENT -> isOfKind(operand, Register.Kind.SEGMENT);
      case CONTROL -> isOfKind(operand, Register.Kind.CONTROL);
      case DEBUG -> isOfKind(operand, Register.Kind.DEBUG);
      case SIGNED, IMMEDIATE, LITERAL ->
          operand instanceof Operand.Imm imm && holds(imm.value(), operandSize);
      case TARGET -> operand instanceof Operand.Mem mem && mem.isBare();
      case INDIRECT -> operand instanceof Operand.Indirect to && isIndirect(to.target());
    };
  }

  private boolean isIndirect(Operand target) {
    return target instanceof Operand.Mem || register == -1 && isRegister(target, 64);
  }

  private boolean isRegister(Operand operand, int wanted) {
    return operand instanceof Operand.Reg reg
        && reg.register().isGeneral()
        && reg.register().size() == wanted
        && (register < 0
            || reg.register().number() == register
                && reg.register().kind() == Register.Kind.GENERAL);
  }

  private boolean isOfKind(Operand operand, Register.Kind kind) {
    return operand instanceof Operand.Reg reg
        && reg.register().kind() == kind
        && (register < 0 || reg.register().number() == register);
  }

  private boolean holds(Expression value, int operandSize) {
    if (!value.isConstant()) {
      return accepts == Accepts.IMMEDIATE;
    }
    long number = value.constant();
    return switch (accepts) {
      case LITERAL -> number == register;
      case SIGNED -> isSignedByte(number, operandSize);
      default -> fits(number, size == 0 ? operandSize : size);
    };
  }

  /** 0xffff is -1 for a 16-bit operand, so it fits a sign-extended byte, as GNU as sees it. */
  private static boolean isSignedByte(long number, int operandSize) {
    long extended =
        switch (operandSize) {
          case 16 -> number == (number & 0xffff) ? (short) number : number;
          case 32 -> number == (number & 0xffff_ffffL) ? (int) number : number;
          default -> number;
        };
    return extended == (byte) extended;
  }

  /** A 64-bit operand takes 32 bits that are sign-extended, unless the kind itself has 64. */
  private boolean fits(long number, int bits) {
    return switch (bits) {
      case 8 -> number >= Byte.MIN_VALUE && number <= 0xff;
      case 16 -> number >= Short.MIN_VALUE && number <= 0xffff;
      case 32 -> number >= Integer.MIN_VALUE && number <= 0xffff_ffffL;
      default -> size == 64 || number == (int) number;
    };
  }
}
