package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.decode.Operand.Mem;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * One access that an instruction is about to make.
 *
 * @param linear address
 */
record MemoryUse(Kind kind, long linear) {

  /** How memory is reached. */
  enum Kind {
    /** Pushed, popped, or through RSP. */
    STACK,
    /** Through GS: per-CPU variables. */
    GS,
    /** Any other way. */
    OTHER
  }

  private static final int SEGMENT_FS = 4;
  private static final int SEGMENT_GS = 5;

  /**
   * {@return the accesses of the instruction at RIP; an effective address is worked out from the
   * registers}
   */
  static List<MemoryUse> of(Instruction instruction, RegisterFile registers) {
    List<MemoryUse> uses = new ArrayList<>();
    if (usesStack(instruction.mnemonic())) {
      uses.add(new MemoryUse(Kind.STACK, registers.get(Reg.RSP)));
    }
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Mem mem && mem.size() > 0) {
        uses.add(of(mem, instruction, registers));
      }
    }
    return uses;
  }

  private static boolean usesStack(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case PUSH, POP, PUSHF, POPF, CALL, RET, LEAVE, ENTER, IRET, IRETD, IRETQ -> true;
      default -> false;
    };
  }

  private static MemoryUse of(Mem mem, Instruction instruction, RegisterFile registers) {
    long linear = mem.displacement();
    if (mem.base() == Mem.RIP) {
      linear += registers.get(Reg.RIP) + instruction.length();
    } else if (mem.base() != Mem.NONE) {
      linear += registers.get(mem.base());
    }
    if (mem.index() != Mem.NONE) {
      linear += registers.get(mem.index()) * mem.scale();
    }
    if (instruction.addressSize() == Integer.BYTES) {
      linear &= 0xffff_ffffL;
    }
    return switch (mem.segment()) {
      case SEGMENT_GS -> new MemoryUse(Kind.GS, linear + registers.get(Reg.GS_BASE));
      case SEGMENT_FS -> new MemoryUse(Kind.OTHER, linear + registers.get(Reg.FS_BASE));
      default -> new MemoryUse(mem.base() == Reg.RSP ? Kind.STACK : Kind.OTHER, linear);
    };
  }
}
