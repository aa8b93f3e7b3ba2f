package org.emukernel.x86.asm;

/**
 * A way to compute a field at link time; "System V ABI, AMD64 Architecture Processor Supplement",
 * table 4.9.
 */
public enum RelocationType {
  /** S + A, 8 bytes. */
  R_X86_64_64(1, 8),
  /** S + A - P, 4 bytes, sign-extended. */
  R_X86_64_PC32(2, 4),
  /** L + A - P, 4 bytes; equal to PC32 in a static link. */
  R_X86_64_PLT32(4, 4),
  /** S + A, 4 bytes, must zero-extend to the value. */
  R_X86_64_32(10, 4),
  /** S + A, 4 bytes, must sign-extend to the value. */
  R_X86_64_32S(11, 4),
  /** S + A, 2 bytes. */
  R_X86_64_16(12, 2),
  /** S + A - P, 2 bytes. */
  R_X86_64_PC16(13, 2),
  /** S + A, 1 byte. */
  R_X86_64_8(14, 1),
  /** S + A - P, 1 byte. */
  R_X86_64_PC8(15, 1),
  /** S + A - P, 8 bytes. */
  R_X86_64_PC64(24, 8);

  private final int elfCode;
  private final int size;

  RelocationType(int elfCode, int size) {
    this.elfCode = elfCode;
    this.size = size;
  }

  /** {@return the number in the ABI} */
  public int elfCode() {
    return elfCode;
  }

  /** {@return the size of the field in bytes} */
  public int size() {
    return size;
  }

  /** {@return whether the address of the field is subtracted} */
  public boolean isPcRelative() {
    return this == R_X86_64_PC8
        || this == R_X86_64_PC16
        || this == R_X86_64_PC32
        || this == R_X86_64_PC64
        || this == R_X86_64_PLT32;
  }

  /**
   * {@return whether the field can hold the value} The narrow forms take signed and unsigned
   * values, as GNU ld does.
   *
   * @param value the computed value
   */
  public boolean holds(long value) {
    return switch (this) {
      case R_X86_64_64, R_X86_64_PC64 -> true;
      case R_X86_64_32 -> value >>> 32 == 0;
      case R_X86_64_PC32, R_X86_64_PLT32, R_X86_64_32S -> value == (int) value;
      case R_X86_64_PC16 -> value == (short) value;
      case R_X86_64_PC8 -> value == (byte) value;
      case R_X86_64_16 -> value >= Short.MIN_VALUE && value <= 0xffff;
      case R_X86_64_8 -> value >= Byte.MIN_VALUE && value <= 0xff;
    };
  }
}
