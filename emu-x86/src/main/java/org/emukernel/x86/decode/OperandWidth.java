package org.emukernel.x86.decode;

/** The size letters of operand codes. Source: SDM vol. 2D, A.2.2 "Codes for Operand Type". */
@FunctionalInterface
interface OperandWidth {

  /** {@return the operand's bytes in the instruction being decoded} */
  int bytes(Decoding decoding);

  /**
   * {@return the width that {@code code} names}
   *
   * @throws IllegalArgumentException if there is none
   */
  static OperandWidth parse(String code) {
    return switch (code) {
      case "n" -> fixed(0);
      case "b" -> fixed(1);
      case "w" -> fixed(2);
      case "d", "ss" -> fixed(4);
      case "q", "sd" -> fixed(8);
      case "s" -> fixed(10);
      case "dq" -> fixed(16);
      case "v" -> Decoding::operandSize;
      case "z" -> decoding -> Math.min(4, decoding.operandSize());
      case "y" -> decoding -> decoding.extension().wide() ? 8 : 4;
      case "p" -> decoding -> 2 + decoding.operandSize();
      case "a" -> Decoding::addressSize;
      case "x" -> decoding -> decoding.extension().vectorSize();
      default -> fixed(Integer.parseInt(code));
    };
  }

  private static OperandWidth fixed(int bytes) {
    return decoding -> bytes;
  }
}
