package org.emukernel.scenarios.sim;

import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.reg.Reg;

/** Looks at the instruction that a CPU is about to execute. */
final class LoopBody {

  private final Decoder decoder = new Decoder();
  private final byte[] bytes = new byte[Decoder.MAX_LENGTH];

  /**
   * {@return whether it is one of those that loops wait with and that reach nothing but registers}
   */
  boolean touchesNoMemory(Cpu cpu) {
    int got = cpu.mmu().fetch(cpu.registers().get(Reg.RIP), bytes, bytes.length);
    Instruction instruction = decoder.decode(bytes, 0, got);
    return waits(instruction.mnemonic())
        && instruction.operands().stream().noneMatch(Operand.Mem.class::isInstance);
  }

  private static boolean waits(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case PAUSE, JMP, NOP, MOV, ADD, SUB, CMP, TEST, AND, OR, XOR, INC, DEC, JCC -> true;
      default -> false;
    };
  }
}
