package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.emukernel.entry.check.JumpTable.Bound;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Operand.Mem;

/**
 * Resolves jumps of switch statements, as compilers write them: {@code jmp *table(,%index,8)} and
 * {@code mov table(,%index,8),%r; jmp *%r} with addresses, {@code lea table(%rip),%t; movslq
 * (%t,%index,4),%r; add %t,%r; jmp *%r} with offsets from the table; through a thunk as well.
 */
final class JumpTables {

  /** More than any switch of a kernel has. */
  private static final int MOST_ENTRIES = 4096;

  /** More than all switches of a kernel have. */
  private static final int MOST_IN_ALL = 4 << 20;

  /** More than all jumps through registers of a kernel; each looks at 32 instructions before it. */
  private static final int MOST_SEARCHES = 1 << 18;

  /** The same for tables whose address may be loaded far away; each looks at 512. */
  private static final int MOST_FAR_SEARCHES = 1 << 14;

  private static final String TOO_MANY = "an indirect jump behind more of them than a kernel has";
  private static final String IN_VAIN = "a jump through the table at %s %s";

  private final BinaryImage image;
  private final TextMap map;
  private final Functions functions;
  private final CodeDecoder decoder;
  private int entries;
  private int searches;
  private int farSearches;

  JumpTables(BinaryImage image, TextMap map, Functions functions) {
    this.image = image;
    this.map = map;
    this.functions = functions;
    this.decoder = new CodeDecoder(image);
  }

  /** What entries hold. */
  private enum Form {
    ADDRESSES(Long.BYTES),
    OFFSETS(Integer.BYTES);

    private final int size;

    Form(int size) {
      this.size = size;
    }
  }

  /**
   * A table whose end is not known yet.
   *
   * @param load the instruction that reads an entry
   * @param index the register that chooses one
   */
  private record Found(long table, Form form, long load, int index) {}

  /** Why a jump that reads a table cannot be followed. */
  static final class UnboundedException extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    UnboundedException(String message) {
      super(message);
    }
  }

  /**
   * {@return the table of a jump through memory; empty if it reads a pointer that is no part of
   * one}
   */
  Optional<JumpTable> through(long jump, Mem operand) throws UnboundedException {
    Optional<Found> found = addresses(jump, operand);
    return found.isPresent() ? table(jump, found.get()) : Optional.empty();
  }

  /** {@return the table of a jump to what a register holds; empty if that is another pointer} */
  Optional<JumpTable> to(long jump, int register) throws UnboundedException {
    count();
    BackwardWalk walk = new BackwardWalk(map, decoder, jump);
    Optional<Instruction> definition = walk.definition(register);
    Optional<Found> found = Optional.empty();
    if (definition.isPresent()) {
      found = found(walk.at(), definition.get());
    }
    return found.isPresent() ? table(jump, found.get()) : Optional.empty();
  }

  /* An array whose first entry leads elsewhere is one of functions: a tail call. */
  private Optional<JumpTable> table(long jump, Found found) throws UnboundedException {
    return isInside(jump, target(found, 0)) ? Optional.of(read(jump, found)) : Optional.empty();
  }

  private boolean isInside(long jump, OptionalLong target) {
    return target.isPresent()
        && functions.at(target.getAsLong()) == functions.at(jump)
        && map.length(target.getAsLong()) > 0;
  }

  private void count() throws UnboundedException {
    if (searches == MOST_SEARCHES) {
      throw new UnboundedException(TOO_MANY);
    }
    searches++;
  }

  private Optional<Found> found(long at, Instruction definition) throws UnboundedException {
    return switch (definition.mnemonic()) {
      case MOV -> definition.operand(1) instanceof Mem mem ? addresses(at, mem) : Optional.empty();
      case ADD -> offsets(at, definition);
      default -> Optional.empty();
    };
  }

  private Optional<Found> addresses(long at, Mem mem) throws UnboundedException {
    if (mem.index() == Mem.NONE || mem.scale() != Long.BYTES || mem.segment() > 0) {
      return Optional.empty();
    }
    if (mem.base() == Mem.NONE) {
      return Optional.of(new Found(mem.displacement(), Form.ADDRESSES, at, mem.index()));
    }
    OptionalLong base = fixed(at, mem.base());
    return base.isPresent()
        ? Optional.of(
            new Found(base.getAsLong() + mem.displacement(), Form.ADDRESSES, at, mem.index()))
        : Optional.empty();
  }

  /* One of the two registers holds the offset that MOVSXD has read, the other the table. */
  private Optional<Found> offsets(long at, Instruction add) throws UnboundedException {
    OptionalInt first = Registers.general(add.operand(0));
    OptionalInt second = Registers.general(add.operand(1));
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    Optional<Found> found = offsets(at, first.getAsInt(), second.getAsInt());
    return found.isPresent() ? found : offsets(at, second.getAsInt(), first.getAsInt());
  }

  private Optional<Found> offsets(long at, int offset, int table) throws UnboundedException {
    count();
    BackwardWalk walk = new BackwardWalk(map, decoder, at);
    Optional<Instruction> load = walk.definition(offset);
    boolean isLoad =
        load.isPresent()
            && load.get().mnemonic() == org.emukernel.x86.decode.Mnemonic.MOVSXD
            && load.get().operand(1) instanceof Mem mem
            && mem.scale() == Integer.BYTES
            && mem.index() != Mem.NONE;
    if (!isLoad) {
      return Optional.empty();
    }
    Mem mem = (Mem) load.get().operand(1);
    OptionalLong start = fixed(at, table);
    if (start.isEmpty()) {
      throw new UnboundedException("a jump through a table whose place is not known");
    }
    return Optional.of(new Found(start.getAsLong(), Form.OFFSETS, walk.at(), mem.index()));
  }

  /* The address that a register was given by LEA or MOV before. */
  private OptionalLong fixed(long at, int register) throws UnboundedException {
    if (farSearches == MOST_FAR_SEARCHES) {
      throw new UnboundedException(TOO_MANY);
    }
    farSearches++;
    BackwardWalk walk = new BackwardWalk(map, decoder, at);
    Optional<Instruction> definition = walk.farDefinition(register);
    return definition.isPresent()
        ? Registers.constant(definition.get(), walk.at())
        : OptionalLong.empty();
  }

  private JumpTable read(long jump, Found found) throws UnboundedException {
    OptionalInt bound = IndexBound.of(map, decoder, found.load(), found.index());
    List<Long> targets = new ArrayList<>();
    int most = bound.isPresent() ? Math.min(bound.getAsInt(), MOST_ENTRIES) : MOST_ENTRIES;
    for (int i = 0; i < most; i++) {
      OptionalLong target = target(found, i);
      boolean inside = isInside(jump, target);
      if (!inside && bound.isPresent()) {
        throw unbounded(found, "whose entry %d of %d leads elsewhere".formatted(i, most));
      }
      if (!inside) {
        break;
      }
      targets.add(target.getAsLong());
    }
    entries += targets.size();
    if (entries > MOST_IN_ALL) {
      throw unbounded(found, "without an end");
    }
    return new JumpTable(
        jump, found.table(), targets, bound.isPresent() ? Bound.CHECK : Bound.ENTRIES);
  }

  private UnboundedException unbounded(Found found, String how) {
    return new UnboundedException(IN_VAIN.formatted(image.symbolize(found.table()), how));
  }

  private OptionalLong target(Found found, int index) {
    long at = found.table() + (long) index * found.form().size;
    if (!image.holds(at, found.form().size)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          found.form() == Form.ADDRESSES ? image.s64(at) : found.table() + image.s32(at));
    } catch (BadImageException e) {
      throw new IllegalStateException(e);
    }
  }
}
