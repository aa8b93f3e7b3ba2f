package org.emukernel.x86.vectors;

import java.util.List;

/**
 * An instruction form: exact machine code, executed with several inputs.
 *
 * @param code the bytes of the instruction
 * @param text the instruction in AT&amp;T syntax
 * @param vectors its executions, in the order of the file
 */
public record Form(byte[] code, String text, List<Vector> vectors) {
  /** Rejects code that cannot be one instruction. */
  public Form {
    if (code.length == 0 || code.length > 15) {
      throw new IllegalArgumentException(text + ": 1 to 15 bytes expected, not " + code.length);
    }
  }
}
