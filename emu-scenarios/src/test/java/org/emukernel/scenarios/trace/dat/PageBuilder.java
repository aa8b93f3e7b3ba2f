package org.emukernel.scenarios.trace.dat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds a page of the ring buffer, event by event. */
final class PageBuilder {
  static final int SIZE = 4096;
  private final ByteBuffer page;
  private final int longSize;
  private final int start;
  private long flags;
  private long lost;

  PageBuilder(ByteOrder order, int longSize, long time) {
    this.page = ByteBuffer.allocate(SIZE).order(order);
    this.longSize = longSize;
    this.start = 8 + longSize;
    page.putLong(0, time).position(start);
  }

  private void word(int type, long delta) {
    boolean big = page.order() == ByteOrder.BIG_ENDIAN;
    page.putInt((int) (big ? (long) type << 27 | delta : delta << 5 | type));
  }

  /** An event whose length fits its type. */
  PageBuilder event(long delta, byte[] record) {
    word((record.length + 3) / 4, delta);
    page.put(record).position(page.position() + 3 & ~3);
    return this;
  }

  /** An event that has its length in a word of its own. */
  PageBuilder longEvent(long delta, byte[] record) {
    word(0, delta);
    page.putInt(record.length + 4).put(record).position(page.position() + 3 & ~3);
    return this;
  }

  PageBuilder timeExtend(long delta) {
    word(RingBuffer.TYPE_TIME_EXTEND, delta & (1 << 27) - 1);
    page.putInt((int) (delta >>> 27));
    return this;
  }

  PageBuilder timeStamp(long time) {
    word(RingBuffer.TYPE_TIME_STAMP, time & (1 << 27) - 1);
    page.putInt((int) (time >>> 27));
    return this;
  }

  PageBuilder padding(int length) {
    word(RingBuffer.TYPE_PADDING, 1);
    page.putInt(length).position(page.position() + length - 4);
    return this;
  }

  PageBuilder raw(int word) {
    page.putInt(word);
    return this;
  }

  /** Events were lost before the page, nobody knows how many. */
  PageBuilder lost() {
    flags = RingBuffer.MISSED_EVENTS;
    return this;
  }

  PageBuilder lost(long count) {
    flags = RingBuffer.MISSED_EVENTS | RingBuffer.MISSED_STORED;
    lost = count;
    return this;
  }

  PageBuilder commit(long wrong) {
    flags = wrong;
    return this;
  }

  byte[] bytes() {
    int end = page.position();
    putLong(8, flags | end - start);
    if (lost != 0) {
      putLong(end, lost);
    }
    return page.array();
  }

  private void putLong(int at, long value) {
    if (longSize == 8) {
      page.putLong(at, value);
    } else {
      page.putInt(at, (int) value);
    }
  }
}
