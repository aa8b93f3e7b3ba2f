package org.emukernel.x86.mem;

/** Little-endian values of 1 to 8 bytes. */
final class Bytes {

  private Bytes() {}

  /* The bits of a value of this many bytes, 1..8. */
  static long mask(int size) {
    return -1L >>> 64 - 8 * size;
  }
}
