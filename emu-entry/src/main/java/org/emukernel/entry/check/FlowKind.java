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
  /** Returns. */
  RETURN,
  /** A UD or INT3: never goes on, unless the kernel's handler says so; padding too. */
  TRAP;

  static FlowKind of(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CALL -> isDirect(instruction) ? CALL : INDIRECT_CALL;
      case JMP -> isDirect(instruction) ? JUMP : INDIRECT_JUMP;
      case JMP_FAR -> INDIRECT_JUMP;
      case JCC, JRCXZ, LOOP, LOOPE, LOOPNE -> BRANCH;
      case RET, RET_FAR, IRET, IRETD, IRETQ, SYSRET, SYSEXIT -> RETURN;
      case UD1 -> isRoutineSlot(instruction) ? RETURN : TRAP;
      case UD0, UD2, INT3 -> TRAP;
      default -> NEXT;
    };
  }

  private static boolean isDirect(Instruction instruction) {
    return instruction.operand(0) instanceof Operand.Rel;
  }

  /* RoutineSlot of this project's own image; UBSAN's trap has an address size of 4, asm/bug.h. */
  private static boolean isRoutineSlot(Instruction instruction) {
    return instruction.addressSize() == Long.BYTES
        && instruction.operands().stream().anyMatch(Operand.Mem.class::isInstance);
  }
}
