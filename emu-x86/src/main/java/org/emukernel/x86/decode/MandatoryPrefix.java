package org.emukernel.x86.decode;

/**
 * The prefix that takes part in selecting an opcode; in VEX its two bits pp. Source: SDM vol. 2D,
 * A.2.4.
 */
enum MandatoryPrefix {
  NP,
  P66,
  F3,
  F2;

  private static final MandatoryPrefix[] BY_PP = values();

  static MandatoryPrefix ofVex(int pp) {
    return BY_PP[pp];
  }
}
