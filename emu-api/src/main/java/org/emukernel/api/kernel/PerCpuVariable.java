package org.emukernel.api.kernel;

/**
 * A per-CPU variable that routines need: the image defines the symbol in its per-CPU section
 * (DEFINE_PER_CPU).
 *
 * @param name the symbol
 * @param bytes its size, positive
 * @param align its alignment, a power of two
 */
public record PerCpuVariable(String name, int bytes, int align) {

  /** Checks size and alignment. */
  public PerCpuVariable {
    if (bytes < 1) {
      throw new IllegalArgumentException("per-CPU variable " + name + " of " + bytes + " bytes");
    }
    if (align < 1 || Integer.bitCount(align) != 1) {
      throw new IllegalArgumentException(
          "per-CPU variable " + name + ": alignment " + align + " is no power of two");
    }
  }
}
