package org.emukernel.x86.decode;

/** AT&T syntax. */
final class AttSyntax {
  private AttSyntax() {}

  static String format(Instruction instruction) {
    return instruction.mnemonic().name();
  }
}
