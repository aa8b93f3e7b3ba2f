package org.emukernel.x86.asm;

/**
 * A field to be filled in at link time.
 *
 * @param offset of the field, in bytes from the start of its section
 * @param type how to compute it
 * @param symbol the name of the symbol S
 * @param addend the A of the type's formula
 */
public record Relocation(int offset, RelocationType type, String symbol, long addend) {
  /** Checks the offset. */
  public Relocation {
    if (offset < 0) {
      throw new IllegalArgumentException("relocation offset must not be negative: " + offset);
    }
  }
}
