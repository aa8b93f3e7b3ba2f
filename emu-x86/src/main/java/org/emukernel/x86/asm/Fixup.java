package org.emukernel.x86.asm;

/**
 * A field whose value is known only when every label has its address.
 *
 * @param offset of the field from the start of what holds it
 * @param kind size and meaning
 * @param value for PC-relative kinds, what the address of the field itself is subtracted from
 */
record Fixup(int offset, Kind kind, Expression value) {
  /** Size and meaning of a field. */
  enum Kind {
    BYTE(RelocationType.R_X86_64_8, RelocationType.R_X86_64_PC8),
    WORD(RelocationType.R_X86_64_16, RelocationType.R_X86_64_PC16),
    LONG(RelocationType.R_X86_64_32, RelocationType.R_X86_64_PC32),
    LONG_SIGNED(RelocationType.R_X86_64_32S, RelocationType.R_X86_64_PC32),
    QUAD(RelocationType.R_X86_64_64, RelocationType.R_X86_64_PC64),
    PC_BYTE(RelocationType.R_X86_64_PC8, RelocationType.R_X86_64_PC8),
    PC_LONG(RelocationType.R_X86_64_PC32, RelocationType.R_X86_64_PC32),
    BRANCH_LONG(RelocationType.R_X86_64_PLT32, RelocationType.R_X86_64_PLT32);

    private final RelocationType type;
    private final RelocationType relativeType;

    Kind(RelocationType type, RelocationType relativeType) {
      this.type = type;
      this.relativeType = relativeType;
    }

    /** {@return the relocation for symbol plus addend} */
    RelocationType type() {
      return type;
    }

    /** {@return the relocation for a difference from a label of this section} */
    RelocationType relativeType() {
      return relativeType;
    }

    int size() {
      return type.size();
    }

    boolean isPcRelative() {
      return type.isPcRelative();
    }

    static Kind data(int size) {
      return switch (size) {
        case 1 -> BYTE;
        case 2 -> WORD;
        case 4 -> LONG;
        default -> QUAD;
      };
    }
  }

  Fixup moved(int by) {
    return new Fixup(offset + by, kind, value);
  }
}
