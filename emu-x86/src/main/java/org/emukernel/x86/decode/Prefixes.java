package org.emukernel.x86.decode;

/**
 * The legacy and REX prefixes of one instruction. Source: SDM vol. 2A, "Instruction Prefixes" and
 * "REX Prefixes".
 *
 * @param segment 4 for FS, 5 for GS, else {@link Operand.Mem#NONE}; of several FS and GS overrides
 *     the last counts
 * @param rep of F2 and F3 the last
 * @param rex the REX byte, or 0 if there is none immediately before the opcode
 */
record Prefixes(
    boolean operandSize, boolean addressSize, boolean lock, int segment, Rep rep, int rex) {

  static Prefixes read(ByteCursor bytes) {
    Reader reader = new Reader();
    while (reader.accepts(bytes.peek())) {
      bytes.next();
    }
    return new Prefixes(
        reader.operandSize,
        reader.addressSize,
        reader.lock,
        reader.segment,
        reader.rep,
        reader.rex);
  }

  MandatoryPrefix mandatory() {
    if (rep != Rep.NONE) {
      return rep == Rep.REP ? MandatoryPrefix.F3 : MandatoryPrefix.F2;
    }
    return operandSize ? MandatoryPrefix.P66 : MandatoryPrefix.NP;
  }

  /**
   * {@return whether a prefix is present that makes VEX and EVEX undefined: 66, F2, F3, LOCK or
   * REX}
   *
   * <p>Source: SDM vol. 2A, "VEX and the LOCK prefix" and the sections that follow it.
   */
  boolean forbidsVex() {
    return operandSize || lock || rep != Rep.NONE || rex != 0;
  }

  private static final class Reader {
    boolean operandSize;
    boolean addressSize;
    boolean lock;
    int segment = Operand.Mem.NONE;
    Rep rep = Rep.NONE;
    int rex;

    /** A REX byte followed by any other prefix is ignored. */
    boolean accepts(int value) {
      if ((value & 0xf0) == 0x40) {
        rex = value;
        return true;
      }
      if (!acceptsLegacy(value)) {
        return false;
      }
      rex = 0;
      return true;
    }

    private boolean acceptsLegacy(int value) {
      switch (value) {
        case 0x66 -> operandSize = true;
        case 0x67 -> addressSize = true;
        case 0xf0 -> lock = true;
        case 0xf2 -> rep = Rep.REPNE;
        case 0xf3 -> rep = Rep.REP;
        case 0x64 -> segment = 4;
        case 0x65 -> segment = 5;
        case 0x26, 0x2e, 0x36, 0x3e -> {}
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
