package org.emukernel.scenarios.trace.dat;

/**
 * The words of the kernel's ring buffer. A page begins with its time (64 bits) and a word, as long
 * as the kernel's {@code long}, that holds how many bytes of events follow it and two flags. An
 * event begins with 32 bits of type or length and time since the one before; in little-endian order
 * the type is in the low bits, in big-endian order in the high ones. Source:
 * include/linux/ring_buffer.h and kernel/trace/ring_buffer.c (Linux v6.18), which the headers in
 * the file itself describe.
 */
public final class RingBuffer {
  /** Longest event whose length fits the type; longer ones have 0 and a word with the length. */
  public static final int TYPE_LEN_MAX = 28;

  /** Nothing: the rest of the page, or so many bytes as the next word says. */
  public static final int TYPE_PADDING = 29;

  /** The next word holds the high bits of the time. */
  public static final int TYPE_TIME_EXTEND = 30;

  /** The same, of a time that is not counted from the event before; its top 5 bits are missing. */
  public static final int TYPE_TIME_STAMP = 31;

  /** Bits of the type. */
  public static final int TYPE_BITS = 5;

  /** Bits of the time since the event before. */
  public static final int TIME_BITS = 27;

  /** Bytes of the word before an event. */
  public static final int EVENT_HEADER = 4;

  /** In a page's header: events were lost before this page. */
  public static final long MISSED_EVENTS = 1L << 31;

  /** The same, and how many stands behind the page's events, in a {@code long}. */
  public static final long MISSED_STORED = 1L << 30;

  /** In a page's header: the bytes of events. */
  public static final long COMMIT_MASK = (1L << TIME_BITS) - 1;

  private RingBuffer() {}
}
