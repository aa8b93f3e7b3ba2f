package org.emukernel.entry.check;

/**
 * A row of {@code .altinstructions}; struct alt_instr, asm/alternative.h, v5.18 to v6.18.
 *
 * @param address of the original code, linear
 * @param replacement address of the replacement, linear
 * @param feature word * 32 + bit
 * @param flags {@link #FLAG_NOT}, {@link #FLAG_DIRECT_CALL}
 * @param length of the original with its padding, bytes
 * @param replacementLength bytes
 */
public record AlternativeSite(
    long address, long replacement, int feature, int flags, int length, int replacementLength) {
  /** ALT_FLAG_NOT: used where the feature is absent. */
  static final int FLAG_NOT = 1;

  /** ALT_FLAG_DIRECT_CALL: the original's indirect call made direct. */
  static final int FLAG_DIRECT_CALL = 2;

  /** {@return whether a replacement depends on a feature being absent} */
  boolean isInverted() {
    return (flags & FLAG_NOT) != 0;
  }
}
