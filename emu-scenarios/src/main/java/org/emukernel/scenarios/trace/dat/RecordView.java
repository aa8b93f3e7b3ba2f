package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.emukernel.scenarios.trace.MalformedTraceException;

/** The bytes of one record, in the file's order. One object shows all records. */
final class RecordView {
  private ByteBuffer page = ByteBuffer.allocate(0);
  private int start;
  private int length;

  void show(CpuBuffer buffer) {
    page = buffer.page();
    start = buffer.recordStart();
    length = buffer.recordLength();
  }

  int length() {
    return length;
  }

  /** {@return where a place of the record lies in {@link #bytes()}} */
  int index(int offset) {
    return start + offset;
  }

  byte[] bytes() {
    return page.array();
  }

  /** {@return a number of 1, 2, 4 or 8 bytes} */
  long number(int offset, int size, FormatField.Signedness signedness)
      throws MalformedTraceException {
    require(offset, size);
    int at = start + offset;
    long value =
        switch (size) {
          case Byte.BYTES -> page.get(at);
          case Short.BYTES -> page.getShort(at);
          case Integer.BYTES -> page.getInt(at);
          default -> page.getLong(at);
        };
    boolean whole = signedness == FormatField.Signedness.SIGNED || size == Long.BYTES;
    return whole ? value : value & (1L << size * Byte.SIZE) - 1;
  }

  /** {@return the text up to a 0 or the end} */
  String text(int offset, int size) throws MalformedTraceException {
    require(offset, size);
    int end = start + offset;
    int limit = end + size;
    while (end < limit && page.get(end) != 0) {
      end++;
    }
    return new String(page.array(), start + offset, end - start - offset, UTF_8);
  }

  void require(int offset, int size) throws MalformedTraceException {
    if (offset < 0 || size < 0 || offset > length - size) {
      throw new MalformedTraceException(
          "expected a record with %d bytes at %d, found one of %d bytes"
              .formatted(size, offset, length));
    }
  }
}
