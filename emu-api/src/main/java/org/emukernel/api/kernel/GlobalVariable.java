package org.emukernel.api.kernel;

/**
 * A variable of the kernel that routines need: the image defines the symbol in {@code .data}.
 *
 * @param name the symbol
 * @param bytes its size, positive
 * @param align its alignment, a power of two
 */
public record GlobalVariable(String name, int bytes, int align) {

  /** Checks size and alignment. */
  public GlobalVariable {
    if (bytes < 1) {
      throw new IllegalArgumentException("variable " + name + " of " + bytes + " bytes");
    }
    if (align < 1 || Integer.bitCount(align) != 1) {
      throw new IllegalArgumentException(
          "variable " + name + ": alignment " + align + " is no power of two");
    }
  }
}
