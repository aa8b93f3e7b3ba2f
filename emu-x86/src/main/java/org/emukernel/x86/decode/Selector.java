package org.emukernel.x86.decode;

import org.jspecify.annotations.Nullable;

/**
 * What beside the opcode byte must hold for a row to fit.
 *
 * @param prefixes bit set of the {@link MandatoryPrefix} ordinals accepted
 * @param stateMask bits of {@link #WIDE}, {@link #EXTENDED_B}, {@link #WORD}, {@link #VECTOR_256}
 *     that matter
 * @param stateValue their wanted values
 */
record Selector(int prefixes, int stateMask, int stateValue, ModRmPattern modrm) {
  /** REX.W or VEX.W. */
  static final int WIDE = 1;

  /** REX.B or VEX.B. */
  static final int EXTENDED_B = 2;

  /** The operand size is 16 bits. */
  static final int WORD = 4;

  /** VEX.L. */
  static final int VECTOR_256 = 8;

  private static final int EVERY_PREFIX = 0xf;

  static Selector of(ModRmPattern modrm) {
    return new Selector(EVERY_PREFIX, 0, 0, modrm);
  }

  /** {@return this with one more constraint, or null if {@code token} is none} */
  @Nullable Selector narrow(String token) {
    return switch (token) {
      case "np" -> onlyAfter(MandatoryPrefix.NP);
      case "66" -> onlyAfter(MandatoryPrefix.P66);
      case "f3" -> onlyAfter(MandatoryPrefix.F3);
      case "f2" -> onlyAfter(MandatoryPrefix.F2);
      case "nf" ->
          new Selector(
              bit(MandatoryPrefix.NP) | bit(MandatoryPrefix.P66), stateMask, stateValue, modrm);
      case "w0" -> when(WIDE, 0);
      case "w1" -> when(WIDE, WIDE);
      case "b1" -> when(EXTENDED_B, EXTENDED_B);
      case "o16" -> when(WORD, WORD);
      case "l0" -> when(VECTOR_256, 0);
      case "l1" -> when(VECTOR_256, VECTOR_256);
      default -> null;
    };
  }

  Selector with(ModRmPattern.Form form) {
    return new Selector(prefixes, stateMask, stateValue, modrm.with(form));
  }

  boolean accepts(MandatoryPrefix prefix, int state, int modrmByte) {
    return (prefixes & bit(prefix)) != 0
        && (state & stateMask) == stateValue
        && modrm.accepts(modrmByte);
  }

  /** {@return whether {@code prefix} selects the row and so has no other meaning} */
  boolean takes(MandatoryPrefix prefix) {
    return prefixes == bit(prefix);
  }

  private Selector onlyAfter(MandatoryPrefix prefix) {
    return new Selector(bit(prefix), stateMask, stateValue, modrm);
  }

  private Selector when(int bit, int value) {
    return new Selector(prefixes, stateMask | bit, stateValue | value, modrm);
  }

  private static int bit(MandatoryPrefix prefix) {
    return 1 << prefix.ordinal();
  }
}
