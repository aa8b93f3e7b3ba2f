package org.emukernel.x86.asm;

/**
 * Source text that cannot be assembled: an unknown mnemonic, operands that no encoding takes, a
 * symbol defined twice, a value out of range. The message starts with {@code unit:line:} where
 * {@code unit} is the name given to the {@link Assembler} and {@code line} counts every line that
 * it was given, from 1.
 */
public final class AssemblyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception with a message for the author of the source. */
  public AssemblyException(String message) {
    super(message);
  }
}
