package org.emukernel.x86.exec;

import java.util.EnumSet;
import java.util.Set;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.decode.RegisterClass;

/**
 * Which instructions only compute: from general registers, status flags and memory into them, at
 * the price of any instruction. They can be run in rows.
 */
final class DataInstructions {

  private static final Set<Mnemonic> COMPUTING =
      EnumSet.of(
          Mnemonic.ADD,
          Mnemonic.OR,
          Mnemonic.ADC,
          Mnemonic.SBB,
          Mnemonic.AND,
          Mnemonic.SUB,
          Mnemonic.XOR,
          Mnemonic.CMP,
          Mnemonic.TEST,
          Mnemonic.INC,
          Mnemonic.DEC,
          Mnemonic.NEG,
          Mnemonic.NOT,
          Mnemonic.BT,
          Mnemonic.BTS,
          Mnemonic.BTR,
          Mnemonic.BTC,
          Mnemonic.SHL,
          Mnemonic.SHR,
          Mnemonic.SAR,
          Mnemonic.ROL,
          Mnemonic.ROR,
          Mnemonic.MOV,
          Mnemonic.PUSH,
          Mnemonic.MOVZX,
          Mnemonic.MOVSX,
          Mnemonic.MOVSXD,
          Mnemonic.LEA,
          Mnemonic.SETCC,
          Mnemonic.CMOVCC,
          Mnemonic.BSWAP,
          Mnemonic.NOP,
          Mnemonic.ENDBR64,
          Mnemonic.CLD);

  private DataInstructions() {}

  /** {@return what a decoded instruction may touch} */
  static Op.Reach reach(Instruction instruction) {
    if (!COMPUTING.contains(instruction.mnemonic()) || instruction.lock()) {
      return Op.Reach.SYSTEM;
    }
    boolean memory = instruction.mnemonic() == Mnemonic.PUSH;
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Reg reg && !isGeneral(reg.cls())) {
        return Op.Reach.SYSTEM;
      }
      memory |= operand instanceof Operand.Mem;
    }
    return memory ? Op.Reach.MEMORY : Op.Reach.REGISTERS;
  }

  private static boolean isGeneral(RegisterClass cls) {
    return cls == RegisterClass.GPR || cls == RegisterClass.GPR_HIGH8;
  }
}
