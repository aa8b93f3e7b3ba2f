package org.emukernel.scenarios.trace;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, one at a time, as byte ranges of one buffer that never grows. */
final class LineSource implements Closeable {
  /** Longer lines are cut. The kernel prints no line above PAGE_SIZE (8 KiB since v6.8). */
  static final int MAX_LINE = 1 << 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long NEWLINES = '\n' * ONES;

  /** How a line ended. */
  enum Ending {
    /** With a line feed. */
    COMPLETE,
    /** The stream ended within the line. */
    CUT_OFF,
    /** The line is longer than {@link #MAX_LINE}; only its beginning is shown. */
    TOO_LONG
  }

  private final InputStream in;
  private final byte[] buffer = new byte[4 * MAX_LINE];
  private int next;
  private int limit;
  private int start;
  private int end;
  private long number;
  private Ending ending = Ending.COMPLETE;
  private boolean exhausted;
  private @Nullable String damage;

  LineSource(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line; {@return false at the end of the stream} */
  boolean advance() throws IOException {
    int newline = findNewline(next);
    while (newline < 0 && !exhausted && limit - next < MAX_LINE) {
      int scanned = limit - next;
      refill();
      newline = findNewline(next + scanned);
    }
    if (next == limit) {
      return false;
    }
    number++;
    start = next;
    if (newline >= 0) {
      end = newline;
      next = newline + 1;
      ending = (end - start > MAX_LINE) ? Ending.TOO_LONG : Ending.COMPLETE;
    } else {
      end = Math.min(limit, start + MAX_LINE);
      ending = exhausted && limit - start <= MAX_LINE ? Ending.CUT_OFF : Ending.TOO_LONG;
      skipRestOfLine();
    }
    if (end > start && buffer[end - 1] == '\r') {
      end--;
    }
    return true;
  }

  /** {@return the buffer; valid between {@link #start()} and {@link #end()} until advance()} */
  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** {@return the line's number, from 1; 0 before the first} */
  long number() {
    return number;
  }

  /** {@return what is wrong with the line, for people; null if it is whole} */
  @Nullable String problem() {
    return switch (ending) {
      case COMPLETE -> null;
      case CUT_OFF -> "the line is cut off: expected more at " + Excerpts.of(buffer, end, end);
      case TOO_LONG -> "the line is longer than " + MAX_LINE + " bytes";
    };
  }

  /** {@return why the stream broke off, such as a truncated gzip file; null if it did not} */
  @Nullable String damage() {
    return damage;
  }

  /* The shown part moves to the buffer's start, so that there is room to read behind it. */
  private void skipRestOfLine() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    int newline = -1;
    while (newline < 0 && !exhausted) {
      limit = end;
      read();
      newline = findNewline(end);
    }
    next = (newline < 0) ? limit : newline + 1;
  }

  private void refill() throws IOException {
    if (next > 0) {
      System.arraycopy(buffer, next, buffer, 0, limit - next);
      limit -= next;
      next = 0;
    }
    read();
  }

  private void read() throws IOException {
    try {
      int count = in.read(buffer, limit, buffer.length - limit);
      if (count < 0) {
        exhausted = true;
      } else {
        limit += count;
      }
    } catch (EOFException | ZipException e) {
      exhausted = true;
      String why = e.getMessage();
      damage = (why == null) ? "unexpected end of the compressed data" : why;
    }
  }

  private int findNewline(int from) {
    int at = from;
    for (; at + Long.BYTES <= limit; at += Long.BYTES) {
      long zeroes = (long) LONGS.get(buffer, at) ^ NEWLINES;
      long found = (zeroes - ONES) & ~zeroes & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; at < limit; at++) {
      if (buffer[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
