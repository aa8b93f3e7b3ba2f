package org.emukernel.entry.check;

import java.util.Optional;
import java.util.OptionalLong;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Operand;

/** Decodes instructions of an image at their addresses. */
final class CodeDecoder {

  private final Decoder decoder = new Decoder();
  private final BinaryImage image;

  CodeDecoder(BinaryImage image) {
    this.image = image;
  }

  /** {@return the instruction at an address; empty if there is none that can be decoded} */
  Optional<Instruction> at(long linear) {
    Optional<BinarySection> section = image.sectionAt(linear).filter(s -> !s.is(Flag.NO_BITS));
    if (section.isEmpty()) {
      return Optional.empty();
    }
    int offset = (int) (section.get().offset() + (linear - section.get().address()));
    int limit = (int) (section.get().offset() + section.get().size());
    Instruction instruction = decoder.decode(image.content(), offset, limit);
    return instruction.mnemonic().isDecoded() ? Optional.of(instruction) : Optional.empty();
  }

  /** {@return where a direct branch goes, if the instruction is one} */
  static OptionalLong target(Instruction instruction, long linear) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Rel rel) {
        return OptionalLong.of(linear + instruction.length() + rel.displacement());
      }
    }
    return OptionalLong.empty();
  }

  /** {@return the address that a memory operand without registers but RIP has, if one is there} */
  static OptionalLong fixedAddress(Instruction instruction, long linear) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Mem mem && mem.index() == Operand.Mem.NONE) {
        if (mem.base() == Operand.Mem.RIP) {
          return OptionalLong.of(linear + instruction.length() + mem.displacement());
        }
        if (mem.base() == Operand.Mem.NONE) {
          return OptionalLong.of(mem.displacement());
        }
      }
    }
    return OptionalLong.empty();
  }
}
