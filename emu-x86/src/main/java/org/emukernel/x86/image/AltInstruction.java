package org.emukernel.x86.image;

import org.emukernel.x86.asm.AltCondition;

/**
 * A record of {@code .altinstructions}; struct alt_instr, arch/x86/include/asm/alternative.h, v6.4.
 *
 * @param address of the original code, linear
 * @param replacement address of the replacement, linear
 * @param condition when the replacement is used
 * @param length of the original with its padding, in bytes
 * @param replacementLength in bytes
 */
public record AltInstruction(
    long address, long replacement, AltCondition condition, int length, int replacementLength) {
  /** The size of a record in bytes. */
  public static final int RECORD_SIZE = 14;

  /** Checks the lengths. */
  public AltInstruction {
    if (length < 0 || length > 0xff || replacementLength < 0 || replacementLength > length) {
      throw new IllegalArgumentException(
          "alternative at 0x%x: length %d, replacement %d; need 0 <= replacement <= length <= 255"
              .formatted(address, length, replacementLength));
    }
  }
}
