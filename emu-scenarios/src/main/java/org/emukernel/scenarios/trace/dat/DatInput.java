package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emukernel.api.trace.TraceWarning;

/**
 * Reads the numbers and texts of a trace.dat one after the other. Nothing is allocated for a size
 * that the file tells before it is known that so many bytes are there.
 */
final class DatInput {
  /** The longest text that ends with 0: names of files' versions, systems and clocks. */
  static final int LONGEST_TEXT = 4096;

  private final DatBytes bytes;
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
  private final long end;
  private long at;
  private long last;

  DatInput(DatBytes bytes, ByteOrder order, long from, long end) {
    this.bytes = bytes;
    this.at = from;
    this.last = from;
    this.end = Math.min(end, bytes.size());
    word.order(order);
  }

  DatInput(DatBytes bytes, ByteOrder order) {
    this(bytes, order, 0, bytes.size());
  }

  /** Numbers are in this order from now on. */
  void order(ByteOrder order) {
    word.order(order);
  }

  ByteOrder order() {
    return word.order();
  }

  /** {@return where the next byte is read} */
  long place() {
    return at;
  }

  long left() {
    return end - at;
  }

  int number8(String what) throws IOException {
    return Byte.toUnsignedInt(load(what, Byte.BYTES).get(0));
  }

  int number16(String what) throws IOException {
    return Short.toUnsignedInt(load(what, Short.BYTES).getShort(0));
  }

  long number32(String what) throws IOException {
    return Integer.toUnsignedLong(load(what, Integer.BYTES).getInt(0));
  }

  /** {@return a number of 64 bits, unsigned} */
  long number64(String what) throws IOException {
    return load(what, Long.BYTES).getLong(0);
  }

  private ByteBuffer load(String what, int size) throws IOException {
    require(what, size);
    bytes.read(at, word.array(), 0, size);
    advance(size);
    return word;
  }

  private void advance(long count) {
    last = at;
    at += count;
  }

  private void require(String what, long size) throws DatException {
    if (Long.compareUnsigned(size, end - at) > 0) {
      throw expectedAt(
          at,
          "%s of %s bytes".formatted(what, Long.toUnsignedString(size)),
          "the end after " + (end - at));
    }
  }

  /**
   * {@return so many bytes}
   *
   * @throws DatException if there are not so many or if that is more than the limit
   */
  byte[] block(String what, long size, int limit) throws IOException {
    if (Long.compareUnsigned(size, limit) > 0) {
      throw expectedAt(last, what + " of at most " + limit + " bytes", Long.toUnsignedString(size));
    }
    require(what, size);
    byte[] block = new byte[(int) size];
    bytes.read(at, block, 0, block.length);
    advance(size);
    return block;
  }

  /** {@return the next bytes as an input of their own, over which this one steps} */
  DatInput part(String what, long size) throws IOException {
    require(what, size);
    DatInput part = new DatInput(bytes, word.order(), at, at + size);
    advance(size);
    return part;
  }

  void skip(String what, long size) throws IOException {
    require(what, size);
    advance(size);
  }

  /** {@return a text that ends with 0} */
  String text(String what) throws IOException {
    byte[] ahead = new byte[(int) Math.min(LONGEST_TEXT, end - at)];
    bytes.read(at, ahead, 0, ahead.length);
    for (int i = 0; i < ahead.length; i++) {
      if (ahead[i] == 0) {
        advance(i + 1);
        return new String(ahead, 0, i, UTF_8);
      }
    }
    throw expectedAt(
        at,
        what + " that ends with a zero byte within " + LONGEST_TEXT,
        "none in " + ahead.length + " bytes");
  }

  /** Reads a text that must be this one, with the 0 at its end. */
  void expect(String text) throws IOException {
    String found = fixed("\"" + text + "\"", text.length() + 1);
    if (!found.equals(text)) {
      throw expectedLast("\"" + text + "\"", "\"" + found + "\"");
    }
  }

  /** {@return a text of so many bytes, of which zeros at the end are left out} */
  String fixed(String what, int size) throws IOException {
    byte[] block = block(what, size, size);
    int length = block.length;
    while (length > 0 && block[length - 1] == 0) {
      length--;
    }
    return Printable.line(new String(block, 0, length, ISO_8859_1));
  }

  /** {@return an error at what was read last} */
  DatException expectedLast(String expected, String found) {
    return expectedAt(last, expected, found);
  }

  private DatException expectedAt(long place, String expected, String found) {
    return new DatException(
        bytes.fileOffset(place), bytes.name(place), "expected " + expected + ", found " + found);
  }

  /** {@return a warning at what was read last} */
  TraceWarning warningLast(String message) {
    return new TraceWarning(
        TraceWarning.Unit.BYTE, bytes.fileOffset(last), Printable.line(message));
  }
}
