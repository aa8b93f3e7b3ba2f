package org.emukernel.x86.cpu;

import java.util.Arrays;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.reg.Reg;

/** Looks at the instruction that a CPU is about to execute. */
final class LoopBody {

  private static final int KNOWN = 16;

  /* Bytes of PAUSE and of a short jump, which is what most loops consist of. */
  private static final int SHORT = 2;

  private final Decoder decoder = new Decoder();
  private final byte[] bytes = new byte[Decoder.MAX_LENGTH];

  /* Instructions that were seen to touch no memory, by their bytes; a place is taken by the last that came to it. */
  private final byte[][] known = new byte[KNOWN][0];

  /**
   * {@return whether it is one of those that loops wait with and that reach nothing but registers}
   */
  boolean touchesNoMemory(Cpu cpu) {
    long rip = cpu.registers().get(Reg.RIP);
    if (isKnown(cpu.mmu().fetch(rip, bytes, SHORT))) {
      return true;
    }
    int got = cpu.mmu().fetch(rip, bytes, bytes.length);
    if (isKnown(got)) {
      return true;
    }
    int place = bytes[0] & KNOWN - 1;
    Instruction instruction = decoder.decode(bytes, 0, got);
    boolean touchesNone =
        waits(instruction.mnemonic())
            && instruction.operands().stream().noneMatch(Operand.Mem.class::isInstance);
    if (touchesNone) {
      known[place] = Arrays.copyOf(bytes, instruction.length());
    }
    return touchesNone;
  }

  private boolean isKnown(int got) {
    byte[] seen = known[bytes[0] & KNOWN - 1];
    return seen.length > 0
        && got >= seen.length
        && Arrays.equals(bytes, 0, seen.length, seen, 0, seen.length);
  }

  private static boolean waits(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case PAUSE, JMP, NOP, MOV, ADD, SUB, CMP, TEST, AND, OR, XOR, INC, DEC, JCC -> true;
      default -> false;
    };
  }
}
