package org.emukernel.x86.decode;

import org.emukernel.x86.decode.Operand.Mem;
import org.emukernel.x86.decode.Operand.Reg;

/** The names of registers as the SDM and GNU as write them, in lower case. */
final class RegisterNames {
  private static final String[] LEGACY = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  private static final String[] LOW8 = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] HIGH8 = {"ah", "ch", "dh", "bh"};
  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};

  private RegisterNames() {}

  static String of(Reg reg) {
    return switch (reg.cls()) {
      case GPR -> general(reg.number(), reg.size());
      case GPR_HIGH8 -> HIGH8[reg.number()];
      case SEGMENT -> SEGMENTS[reg.number()];
      case CONTROL -> "cr" + reg.number();
      case DEBUG -> "db" + reg.number();
      case X87 -> reg.number() == 0 ? "st" : "st(" + reg.number() + ")";
      case MMX -> "mm" + reg.number();
      case VECTOR -> (reg.size() == 32 ? "ymm" : "xmm") + reg.number();
      case MASK -> "k" + reg.number();
    };
  }

  static String segment(int number) {
    return SEGMENTS[number];
  }

  /** {@return the name of a base or index register} */
  static String address(int number, int addressSize) {
    if (number == Mem.RIP) {
      return addressSize == 4 ? "eip" : "rip";
    }
    return general(number, addressSize);
  }

  static boolean isPort(Mnemonic mnemonic, Reg reg) {
    return switch (mnemonic) {
      case IN, OUT, INS, OUTS -> reg.number() == 2;
      default -> false;
    };
  }

  private static String general(int number, int size) {
    if (number < LEGACY.length) {
      return switch (size) {
        case 1 -> LOW8[number];
        case 2 -> LEGACY[number];
        case 4 -> "e" + LEGACY[number];
        default -> "r" + LEGACY[number];
      };
    }
    return "r"
        + number
        + switch (size) {
          case 1 -> "b";
          case 2 -> "w";
          case 4 -> "d";
          default -> "";
        };
  }
}
