package org.emukernel.entry.check;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.decode.RegisterClass;

/** What instructions do to general registers. */
final class Registers {

  /** RAX, RCX, RDX, RSI, RDI, R8 to R11: what a function may change; System V ABI AMD64. */
  private static final int CALLER_SAVED = 0b1111_1100_0111;

  private Registers() {}

  /** {@return the number of a general register} */
  static OptionalInt general(Operand operand) {
    return operand instanceof Operand.Reg register && register.cls() == RegisterClass.GPR
        ? OptionalInt.of(register.number())
        : OptionalInt.empty();
  }

  /** {@return whether an instruction changes a register, as far as its operands tell} */
  static boolean writes(Instruction instruction, int register) {
    return switch (instruction.mnemonic()) {
      case CALL -> (CALLER_SAVED >> register & 1) != 0;
      case CMP, TEST, BT, PUSH, NOP, JMP, JCC -> false;
      case XCHG, XADD -> isAny(instruction, register);
      default -> !instruction.operands().isEmpty() && is(instruction.operand(0), register);
    };
  }

  private static boolean isAny(Instruction instruction, int register) {
    return instruction.operands().stream().anyMatch(operand -> is(operand, register));
  }

  static boolean is(Operand operand, int register) {
    OptionalInt number = general(operand);
    return number.isPresent() && number.getAsInt() == register;
  }

  /** {@return the constant that LEA or MOV gives to a register} */
  static OptionalLong constant(Instruction instruction, long linear) {
    if (instruction.mnemonic() == Mnemonic.LEA) {
      return CodeDecoder.fixedAddress(instruction, linear);
    }
    return instruction.mnemonic() == Mnemonic.MOV
            && instruction.operand(1) instanceof Operand.Imm immediate
        ? OptionalLong.of(immediate.value())
        : OptionalLong.empty();
  }
}
