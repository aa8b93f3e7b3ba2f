package org.emukernel.x86.asm;

import java.io.ByteArrayOutputStream;

/** Bytes of one instruction, little-endian. */
final class CodeBuffer {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  int size() {
    return bytes.size();
  }

  void write(int value) {
    bytes.write(value);
  }

  /**
   * Writes the low bytes of a value.
   *
   * @param size how many
   */
  void writeField(int size, long value) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >>> 8 * i));
    }
  }

  /** Writes a displacement of 32 bits that will be sign-extended. */
  void writeLong(long displacement) {
    if (displacement != (int) displacement && displacement >>> 32 != 0) {
      throw new AssemblyException(
          "displacement 0x" + Long.toHexString(displacement) + " does not fit in 32 bits");
    }
    writeField(Integer.BYTES, displacement);
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
