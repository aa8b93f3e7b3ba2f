package org.emukernel.entry.check;

import java.util.Optional;
import org.emukernel.x86.decode.Instruction;

/** Looks at the instructions before one, nearest first, in the order of their addresses. */
final class BackwardWalk {

  private static final int NEAR = 32;

  /** A table's address may be loaded before a loop. */
  private static final int FAR = 512;

  private final TextMap map;
  private final CodeDecoder decoder;
  private long at;

  BackwardWalk(TextMap map, CodeDecoder decoder, long from) {
    this.map = map;
    this.decoder = decoder;
    this.at = from;
  }

  /** {@return where the instruction stands that was given last} */
  long at() {
    return at;
  }

  /** {@return the instruction before; empty where control does not come from it} */
  Optional<Instruction> previous() {
    long before = map.before(at);
    if (before == 0) {
      return Optional.empty();
    }
    at = before;
    return switch (map.kind(before)) {
      case JUMP, INDIRECT_JUMP, RETURN, TRAP -> Optional.empty();
      default -> decoder.at(before);
    };
  }

  /** {@return the instruction that gave a register its value, in this straight piece of code} */
  Optional<Instruction> definition(int register) {
    for (int i = 0; i < NEAR; i++) {
      Optional<Instruction> instruction = previous();
      if (instruction.isEmpty() || Registers.writes(instruction.get(), register)) {
        return instruction;
      }
    }
    return Optional.empty();
  }

  /** {@return the nearest instruction before that gives a register a value, across jumps} */
  Optional<Instruction> farDefinition(int register) {
    for (int i = 0; i < FAR; i++) {
      long before = map.before(at);
      if (before == 0) {
        return Optional.empty();
      }
      at = before;
      Optional<Instruction> instruction = decoder.at(before);
      if (instruction.isPresent() && Registers.writes(instruction.get(), register)) {
        return instruction;
      }
    }
    return Optional.empty();
  }
}
