package org.emukernel.x86.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One operand of a row, {@code Ev} for example: where it comes from and how wide it is.
 *
 * @param letters the code as written in the table
 */
record OperandCode(String letters, OperandKind kind, OperandWidth width) {
  private static final Set<String> WHOLE_WORDS =
      Set.of("CL", "DX", "FS", "GS", "ST0", "STi", "XLATB");
  private static final Set<OperandKind> BY_VVVV =
      Set.of(OperandKind.B, OperandKind.F, OperandKind.H);

  /**
   * {@return the code that {@code letters} spell}
   *
   * @throws IllegalArgumentException if they spell none
   */
  static OperandCode parse(String letters) {
    if (WHOLE_WORDS.contains(letters)) {
      return new OperandCode(
          letters, OperandKind.valueOf(letters.toUpperCase(Locale.ROOT)), OperandWidth.parse("n"));
    }
    return switch (letters) {
      case "AL" -> of(letters, OperandKind.A, "b");
      case "AX" -> of(letters, OperandKind.A, "w");
      case "I1" -> of(letters, OperandKind.I_ONE, "b");
      case "Ib", "Iw" -> of(letters, OperandKind.I_UNSIGNED, letters.substring(1));
      case "Is" -> of(letters, OperandKind.I_SIGNED, "b");
      case "Iz", "Iv" -> of(letters, OperandKind.I_SIGNED, letters.substring(1));
      case "Jv" -> of(letters, OperandKind.J, "z");
      case "Jz" -> of(letters, OperandKind.J, "d");
      default -> of(letters, OperandKind.valueOf(letters.substring(0, 1)), letters.substring(1));
    };
  }

  static List<OperandCode> parseAll(String codes) {
    return Arrays.stream(codes.split(",")).map(OperandCode::parse).toList();
  }

  private static OperandCode of(String letters, OperandKind kind, String width) {
    return new OperandCode(letters, kind, OperandWidth.parse(width));
  }

  Operand read(Decoding decoding) {
    return kind.read(decoding, width.bytes(decoding));
  }

  boolean usesVvvv() {
    return BY_VVVV.contains(kind);
  }

  /** {@return whether the operand follows the operand-size attribute} */
  boolean followsOperandSize() {
    char last = letters.charAt(letters.length() - 1);
    return last == 'v' || last == 'z' || last == 'y';
  }

  /**
   * {@return whether it makes a row a byte operation unless another operand follows the operand
   * size}
   */
  boolean isByte() {
    return letters.equals("AL")
        || letters.length() == 2
            && letters.charAt(1) == 'b'
            && "EGRZOXY".indexOf(letters.charAt(0)) >= 0;
  }
}
