package org.emukernel.entry.check;

import java.util.Optional;
import java.util.OptionalInt;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;

/**
 * How many values the index of a table can have, by the comparison or mask that stands before its
 * use; SDM vol. 1, appendix B, for the conditions.
 */
final class IndexBound {

  private static final int MOST_INSTRUCTIONS = 24;
  private static final int ABOVE = 7;
  private static final int ABOVE_OR_EQUAL = 3;
  private static final int MOST = 1 << 16;

  private final BackwardWalk walk;
  private int index;
  private Optional<Instruction> behind = Optional.empty();

  private IndexBound(BackwardWalk walk, int index) {
    this.walk = walk;
    this.index = index;
  }

  /** {@return the number of entries, if the code before {@code load} tells} */
  static OptionalInt of(TextMap map, CodeDecoder decoder, long load, int index) {
    return new IndexBound(new BackwardWalk(map, decoder, load), index).find();
  }

  private OptionalInt find() {
    for (int i = 0; i < MOST_INSTRUCTIONS; i++) {
      Optional<Instruction> instruction = walk.previous();
      if (instruction.isEmpty()) {
        return OptionalInt.empty();
      }
      OptionalInt bound = bound(instruction.get());
      if (bound.isPresent() || !follow(instruction.get())) {
        return bound;
      }
      behind = instruction;
    }
    return OptionalInt.empty();
  }

  private OptionalInt bound(Instruction instruction) {
    if (instruction.operands().size() < 2
        || !Registers.is(instruction.operand(0), index)
        || !(instruction.operand(1) instanceof Operand.Imm immediate)) {
      return OptionalInt.empty();
    }
    long most = -1;
    if (instruction.mnemonic() == Mnemonic.AND) {
      most = immediate.value() + 1;
    } else if (instruction.mnemonic() == Mnemonic.CMP) {
      most = immediate.value() + extra();
    }
    return most > 0 && most <= MOST ? OptionalInt.of((int) most) : OptionalInt.empty();
  }

  /* The branch behind the comparison leads away from the table. */
  private long extra() {
    int condition = behind.map(Instruction::condition).orElse(-1);
    boolean isBranch = behind.map(i -> i.mnemonic() == Mnemonic.JCC).orElse(false);
    if (!isBranch || condition != ABOVE && condition != ABOVE_OR_EQUAL) {
      return Long.MIN_VALUE;
    }
    return condition == ABOVE ? 1 : 0;
  }

  /* Whether what the index was before can be told: it was copied, or not changed at all. */
  private boolean follow(Instruction instruction) {
    if (!Registers.writes(instruction, index)) {
      return true;
    }
    boolean copies =
        switch (instruction.mnemonic()) {
          case MOV, MOVZX, MOVSXD, MOVSX -> true;
          default -> false;
        };
    OptionalInt source = copies ? Registers.general(instruction.operand(1)) : OptionalInt.empty();
    source.ifPresent(register -> index = register);
    return source.isPresent() || instruction.mnemonic() == Mnemonic.CDQE;
  }
}
