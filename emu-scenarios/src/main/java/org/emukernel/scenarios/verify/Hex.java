package org.emukernel.scenarios.verify;

/** Values as the stories of counterexamples write them. */
final class Hex {

  private Hex() {}

  /** {@return 0 and 1 as they are, all others in hex} */
  static String of(long value) {
    return value == 0 || value == 1 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }
}
