package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emukernel.api.trace.TraceWarning;
import org.emukernel.scenarios.trace.ReadingLog;

/**
 * The records of one CPU, one after the other. A damaged page costs its records from the damage on.
 * Source: rb_event_length() and rb_iter_peek(), kernel/trace/ring_buffer.c (Linux v6.18).
 */
final class CpuBuffer {
  private static final long DELTA_MASK = (1L << RingBuffer.TIME_BITS) - 1;
  private static final int TYPE_MASK = (1 << RingBuffer.TYPE_BITS) - 1;

  /** The bits that an absolute time leaves out. */
  private static final long TIME_STAMP_MISSING = 0xf8L << 56;

  private static final int WORD = Integer.BYTES;

  private final int cpu;
  private final PageSource pages;
  private final PageLayout layout;
  private final ReadingLog log;
  private final ByteBuffer page;
  private final boolean bigEndian;
  private int next;
  private int end;
  private long time;
  private int recordStart;
  private int recordLength;

  CpuBuffer(CpuData data, PageSource pages, PageLayout layout, ByteOrder order, ReadingLog log) {
    this.cpu = data.cpu();
    this.pages = pages;
    this.layout = layout;
    this.log = log;
    this.page = ByteBuffer.allocate(data.pageSize()).order(order);
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
  }

  int cpu() {
    return cpu;
  }

  /** {@return the record's time, as the ring buffer counts it, unsigned} */
  long time() {
    return time;
  }

  /** {@return the page with the record, in the file's order} */
  ByteBuffer page() {
    return page;
  }

  int recordStart() {
    return recordStart;
  }

  int recordLength() {
    return recordLength;
  }

  /** Moves to the next record; {@return false at the end} */
  boolean advance() throws IOException {
    recordLength = 0;
    while (recordLength == 0) {
      if (next < end) {
        readEvent();
      } else if (!nextPage()) {
        return false;
      }
    }
    return true;
  }

  private boolean nextPage() throws IOException {
    if (!pages.next(page)) {
      return false;
    }
    long pageTime = page.getLong(0);
    long commit =
        layout.longSize() == Long.BYTES
            ? page.getLong(PageLayout.COMMIT_OFFSET)
            : Integer.toUnsignedLong(page.getInt(PageLayout.COMMIT_OFFSET));
    long size = commit & RingBuffer.COMMIT_MASK;
    next = layout.dataOffset();
    end = next;
    if (size > page.capacity() - next) {
      warn(
          PageLayout.COMMIT_OFFSET,
          "expected at most " + (page.capacity() - next) + " bytes of events, found " + size);
      return true;
    }
    end = next + (int) size;
    noteLost(commit);
    if (size > 0) {
      setTime(pageTime, 0);
    }
    return true;
  }

  private void setTime(long newTime, int place) {
    if (Long.compareUnsigned(newTime, time) < 0) {
      warn(
          place,
          "the time goes back from %s to %s"
              .formatted(Long.toUnsignedString(time), Long.toUnsignedString(newTime)));
    }
    time = newTime;
  }

  private void noteLost(long commit) {
    if ((commit & RingBuffer.MISSED_EVENTS) == 0) {
      return;
    }
    boolean stored = (commit & RingBuffer.MISSED_STORED) != 0;
    boolean there = stored && end + layout.longSize() <= page.capacity();
    long count = there ? storedCount() : 1;
    log.lost(cpu, Math.max(1, count));
  }

  private long storedCount() {
    return layout.longSize() == Long.BYTES
        ? page.getLong(end)
        : Integer.toUnsignedLong(page.getInt(end));
  }

  private void readEvent() {
    if (next + WORD > end) {
      damaged("an event's header of 4 bytes");
      return;
    }
    int word = page.getInt(next);
    int type = bigEndian ? word >>> RingBuffer.TIME_BITS : word & TYPE_MASK;
    long delta = bigEndian ? word & DELTA_MASK : word >>> RingBuffer.TYPE_BITS;
    if (type > 0 && type <= RingBuffer.TYPE_LEN_MAX) {
      time += delta;
      record(next + WORD, type * WORD, type * WORD);
    } else if (type == RingBuffer.TYPE_PADDING && delta == 0) {
      next = end;
    } else if (next + 2 * WORD > end) {
      damaged("an event's header of 8 bytes");
    } else {
      readLong(type, delta, page.getInt(next + WORD));
    }
  }

  /* An event whose header has a second word. */
  private void readLong(int type, long delta, int word) {
    long high = Integer.toUnsignedLong(word) << RingBuffer.TIME_BITS;
    switch (type) {
      case RingBuffer.TYPE_TIME_EXTEND -> {
        time += high + delta;
        next += 2 * WORD;
      }
      case RingBuffer.TYPE_TIME_STAMP -> {
        setTime(high + delta | time & TIME_STAMP_MISSING, next);
        next += 2 * WORD;
      }
      case RingBuffer.TYPE_PADDING -> skip(word);
      default -> {
        time += delta;
        int length = word - WORD;
        record(next + 2 * WORD, length, length + WORD - 1 & -WORD);
      }
    }
  }

  private void skip(int length) {
    if (length < 0 || length > end - next - WORD) {
      damaged("padding within the page, found " + Integer.toUnsignedString(length) + " bytes");
    } else {
      next += WORD + length;
    }
  }

  private void record(int start, int length, int padded) {
    if (length <= 0 || padded > end - start) {
      damaged("an event within the page, found " + Integer.toUnsignedString(length) + " bytes");
      return;
    }
    recordStart = start;
    recordLength = length;
    next = start + padded;
  }

  private void damaged(String expected) {
    warn(next, "expected " + expected + ", " + (end - next) + " are left of the page's events");
    next = end;
  }

  private void warn(int offset, String message) {
    warnAt(pages.place() + offset, message);
  }

  /** Notes that the current record cannot be read. */
  void warnOfRecord(String message) {
    warnAt(pages.place() + recordStart, message);
  }

  private void warnAt(long place, String message) {
    log.warn(
        new TraceWarning(
            TraceWarning.Unit.BYTE, place, Printable.line("CPU " + cpu + ": " + message)));
  }
}
