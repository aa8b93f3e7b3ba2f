package org.emukernel.x86.decode;

/** Reads the bytes of one instruction; past the end it yields zeros and remembers that it did. */
final class ByteCursor {
  private final byte[] code;
  private final int start;
  private final int end;
  private int position;
  private boolean overrun;

  ByteCursor(byte[] code, int start, int end) {
    this.code = code;
    this.start = start;
    this.end = end;
    this.position = start;
  }

  /** {@return the next byte, 0 to 255, without taking it} */
  int peek() {
    if (position < end) {
      return code[position] & 0xff;
    }
    overrun = true;
    return 0;
  }

  /** {@return the next byte, 0 to 255} */
  int next() {
    int value = peek();
    if (position < end) {
      position++;
    }
    return value;
  }

  /** {@return the next {@code bytes} bytes, little-endian, sign-extended} */
  long nextSigned(int bytes) {
    int unused = Long.SIZE - bytes * Byte.SIZE;
    return nextUnsigned(bytes) << unused >> unused;
  }

  /** {@return the next {@code bytes} bytes, little-endian} */
  long nextUnsigned(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << i * Byte.SIZE;
    }
    return value;
  }

  int consumed() {
    return position - start;
  }

  boolean isOverrun() {
    return overrun;
  }
}
