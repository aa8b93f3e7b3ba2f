package org.emukernel.entry.check;

import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Operand;

/** What an instruction does to the flow of control. */
enum FlowKind {
  /** Goes on behind itself. */
  NEXT,
  /** A call of a fixed place. */
  CALL,
  /** A call through a register or memory. */
  INDIRECT_CALL,
  /** A jump to a fixed place. */
  JUMP,
  /** A jump through a register or memory. */
  INDIRECT_JUMP,
  /** Jumps or goes on. */
  BRANCH,
  /** Returns, or never goes on. */
  END;

  static FlowKind of(Instruction instruction) {
    boolean direct =
        instruction.operands().stream().anyMatch(operand -> operand instanceof Operand.Rel);
    return switch (instruction.mnemonic()) {
      case CALL -> direct ? CALL : INDIRECT_CALL;
      case JMP -> direct ? JUMP : INDIRECT_JUMP;
      case JCC, JRCXZ, LOOP, LOOPE, LOOPNE -> BRANCH;
      case RET, IRET, IRETD, IRETQ, SYSRET, SYSEXIT, UD0, UD1, UD2, HLT, INT3 -> END;
      default -> NEXT;
    };
  }

  /** {@return whether nothing runs behind it} */
  boolean ends() {
    return this == JUMP || this == INDIRECT_JUMP || this == END;
  }
}
