package org.emukernel.scenarios.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.emukernel.entry.check.BadImageException;

/** Bytes of a file, read little-endian and with their bounds checked. */
final class ByteView {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LONGEST_NAME = 4096;

  private final byte[] bytes;

  ByteView(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /** {@return {@code offset}, if so many bytes are there} */
  int require(long offset, long size, String what) throws BadImageException {
    if (offset < 0 || size < 0 || offset > bytes.length || size > bytes.length - offset) {
      throw new BadImageException(
          offset,
          "the end of the file at 0x%x".formatted(bytes.length),
          "%s of %s bytes".formatted(what, Long.toUnsignedString(size)));
    }
    return (int) offset;
  }

  int u8(long offset, String what) throws BadImageException {
    return Byte.toUnsignedInt(bytes[require(offset, 1, what)]);
  }

  int u16(long offset, String what) throws BadImageException {
    return Short.toUnsignedInt((short) SHORTS.get(bytes, require(offset, 2, what)));
  }

  int s32(long offset, String what) throws BadImageException {
    return (int) INTS.get(bytes, require(offset, 4, what));
  }

  long u32(long offset, String what) throws BadImageException {
    return Integer.toUnsignedLong(s32(offset, what));
  }

  long s64(long offset, String what) throws BadImageException {
    return (long) LONGS.get(bytes, require(offset, 8, what));
  }

  void put32(int offset, int value) {
    INTS.set(bytes, offset, value);
  }

  void put64(int offset, long value) {
    LONGS.set(bytes, offset, value);
  }

  /** {@return a name that ends with NUL before {@code limit}} */
  String name(long offset, long limit) throws BadImageException {
    int from = require(offset, 1, "a name");
    int end = from;
    long last = Math.min(Math.min(limit, bytes.length), (long) from + LONGEST_NAME);
    while (end < last && bytes[end] != 0) {
      end++;
    }
    if (end >= last) {
      throw new BadImageException(offset, "a name without end", "one that ends with NUL");
    }
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
  }

  boolean startsWith(int... magic) {
    return isAt(0, magic);
  }

  boolean isAt(int offset, int... magic) {
    if (offset < 0 || magic.length > bytes.length - offset) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (Byte.toUnsignedInt(bytes[offset + i]) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
