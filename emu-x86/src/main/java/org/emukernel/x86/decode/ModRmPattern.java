package org.emukernel.x86.decode;

/**
 * Which ModRM bytes a row accepts: those with {@code (modrm & mask) == value} and the wanted mod.
 *
 * @param form whether mod says memory or register
 */
record ModRmPattern(int mask, int value, Form form) {
  /** Accepts every byte, also where there is none. */
  static final ModRmPattern ANY = new ModRmPattern(0, 0, Form.ANY);

  private static final int REG_FIELD = 0x38;
  private static final int REGISTER_MOD = 0xc0;

  /** What ModRM.mod must say. */
  enum Form {
    ANY,
    MEMORY,
    REGISTER
  }

  /**
   * {@return the pattern of an opcode's suffix such as {@code /5:m}, {@code :r} or {@code :CA}}
   *
   * @throws IllegalArgumentException if it is not one
   */
  static ModRmPattern parse(String suffix) {
    ModRmPattern pattern = ANY;
    String rest = suffix;
    if (rest.startsWith("/")) {
      pattern = new ModRmPattern(REG_FIELD, Integer.parseInt(rest, 1, 2, 8) << 3, Form.ANY);
      rest = rest.substring(2);
    }
    return switch (rest) {
      case "" -> pattern;
      case ":m" -> pattern.with(Form.MEMORY);
      case ":r" -> pattern.with(Form.REGISTER);
      default -> new ModRmPattern(0xff, Integer.parseInt(rest, 1, 3, 16), Form.ANY);
    };
  }

  ModRmPattern with(Form wanted) {
    return new ModRmPattern(mask, value, wanted);
  }

  boolean isAny() {
    return equals(ANY);
  }

  boolean accepts(int modrm) {
    if ((modrm & mask) != value) {
      return false;
    }
    return switch (form) {
      case ANY -> true;
      case MEMORY -> modrm < REGISTER_MOD;
      case REGISTER -> modrm >= REGISTER_MOD;
    };
  }
}
