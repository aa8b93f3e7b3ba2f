package org.emukernel.api.arena;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Physical memory: little-endian bytes in pages of 4 KiB that are allocated at the first write; a
 * page never written reads as zero. Part of an {@link Arena}, which records its writes.
 *
 * <p>Multi-byte accesses may have any alignment but must not cross a page: the paging unit splits
 * them, since the two halves can lie anywhere.
 */
public final class PhysicalMemory {

  /** Bytes in a page. */
  public static final int PAGE_BYTES = 4096;

  /** log2 of {@link #PAGE_BYTES}. */
  public static final int PAGE_SHIFT = 12;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] ZERO_PAGE = new byte[PAGE_BYTES];
  private static final int OFFSET_MASK = PAGE_BYTES - 1;

  private final byte[] @Nullable [] pages;
  private final boolean[] watched;
  private final Arena arena;
  private PageWriteListener listener = pageNumber -> {};

  PhysicalMemory(long bytes, Arena arena) {
    this.pages = new byte[Math.toIntExact(bytes >>> PAGE_SHIFT)][];
    this.watched = new boolean[pages.length];
    this.arena = arena;
  }

  /** {@return the size in bytes} */
  public long bytes() {
    return (long) pages.length << PAGE_SHIFT;
  }

  /** {@return whether an address of {@code size} bytes lies in this memory} */
  public boolean contains(long address, int size) {
    return address >= 0 && address <= bytes() - size;
  }

  /** Sets who is told of changes in watched pages. */
  public void onChange(PageWriteListener newListener) {
    listener = newListener;
  }

  /** From now on the listener is told when this page changes. */
  public void watch(int pageNumber) {
    watched[pageNumber] = true;
  }

  /** Ends {@link #watch}. */
  public void unwatch(int pageNumber) {
    watched[pageNumber] = false;
  }

  /**
   * {@return the bytes of the page that holds an address, or null if it was never written} Once
   * there, they are the same array until {@link Arena#restore}. To read only, with {@link #longIn}.
   */
  public byte @Nullable [] writtenPage(long address) {
    return pages[(int) (address >>> PAGE_SHIFT)];
  }

  /** {@return the 64-bit value at an offset of what {@link #writtenPage} gave} */
  public static long longIn(byte[] page, int offset) {
    return (long) LONG.get(page, offset);
  }

  /** {@return an unsigned byte} */
  public int readByte(long address) {
    return page(address)[(int) address & OFFSET_MASK] & 0xff;
  }

  /** {@return an unsigned 16-bit value} */
  public int readShort(long address) {
    return (short) SHORT.get(page(address), (int) address & OFFSET_MASK) & 0xffff;
  }

  /** {@return a 32-bit value} */
  public int readInt(long address) {
    return (int) INT.get(page(address), (int) address & OFFSET_MASK);
  }

  /** {@return a 64-bit value} */
  public long readLong(long address) {
    return (long) LONG.get(page(address), (int) address & OFFSET_MASK);
  }

  /**
   * {@return the value of {@code size} bytes, zero-extended}
   *
   * @param size 1, 2, 4 or 8
   */
  public long read(long address, int size) {
    return switch (size) {
      case 1 -> readByte(address);
      case 2 -> readShort(address);
      case 4 -> readInt(address) & 0xffff_ffffL;
      case 8 -> readLong(address);
      default -> throw new IllegalArgumentException("an access of " + size + " bytes");
    };
  }

  /** Copies bytes out; may cross pages. */
  public void readBytes(long address, byte[] into, int offset, int length) {
    for (int i = 0; i < length; i++) {
      into[offset + i] = (byte) readByte(address + i);
    }
  }

  /** Writes one byte. {@return whether the listener was told of a change} */
  public boolean writeByte(long address, int value) {
    byte[] page = writable(address, 1, value);
    page[(int) address & OFFSET_MASK] = (byte) value;
    return changed(address);
  }

  /** Writes 16 bits. {@return whether the listener was told of a change} */
  public boolean writeShort(long address, int value) {
    byte[] page = writable(address, 2, value);
    SHORT.set(page, (int) address & OFFSET_MASK, (short) value);
    return changed(address);
  }

  /** Writes 32 bits. {@return whether the listener was told of a change} */
  public boolean writeInt(long address, int value) {
    byte[] page = writable(address, 4, value);
    INT.set(page, (int) address & OFFSET_MASK, value);
    return changed(address);
  }

  /** Writes 64 bits. {@return whether the listener was told of a change} */
  public boolean writeLong(long address, long value) {
    byte[] page = writable(address, 8, value);
    LONG.set(page, (int) address & OFFSET_MASK, value);
    return changed(address);
  }

  /**
   * Writes 64 bits, as {@link #writeLong(long, long)} does.
   *
   * @param page what {@link #writtenPage} gave for the address
   */
  public boolean writeLong(byte[] page, long address, long value) {
    if (arena.journaling()) {
      record(page, address, Long.BYTES, value);
    }
    LONG.set(page, (int) address & OFFSET_MASK, value);
    return changed(address);
  }

  /**
   * Writes the low {@code size} bytes of a value.
   *
   * @param size 1, 2, 4 or 8
   * @return whether the listener was told of a change
   */
  public boolean write(long address, int size, long value) {
    return switch (size) {
      case 1 -> writeByte(address, (int) value);
      case 2 -> writeShort(address, (int) value);
      case 4 -> writeInt(address, (int) value);
      case 8 -> writeLong(address, value);
      default -> throw new IllegalArgumentException("an access of " + size + " bytes");
    };
  }

  /** Copies bytes in; may cross pages. Zeros are not written to a page that was never written. */
  public void writeBytes(long address, byte[] from, int offset, int length) {
    for (int done = 0; done < length; ) {
      int left = PAGE_BYTES - ((int) (address + done) & OFFSET_MASK);
      int size = Math.min(left, length - done);
      if (writtenPage(address + done) != null || !areZero(from, offset + done, size)) {
        writeInPage(address + done, from, offset + done, size);
      }
      done += size;
    }
  }

  private static boolean areZero(byte[] from, int offset, int length) {
    return Arrays.equals(from, offset, offset + length, ZERO_PAGE, 0, length);
  }

  private void writeInPage(long address, byte[] from, int offset, int length) {
    for (int i = 0; i < length; i++) {
      writeByte(address + i, from[offset + i]);
    }
  }

  private byte[] page(long address) {
    byte[] page = pages[(int) (address >>> PAGE_SHIFT)];
    return page == null ? ZERO_PAGE : page;
  }

  private byte[] writable(long address, int size, long value) {
    byte[] page = providePage(address);
    if (arena.journaling()) {
      record(page, address, size, value);
    }
    return page;
  }

  /* A page that was never written is there from now on. */
  byte[] providePage(long address) {
    int number = (int) (address >>> PAGE_SHIFT);
    byte[] page = pages[number];
    if (page == null) {
      page = new byte[PAGE_BYTES];
      pages[number] = page;
    }
    return page;
  }

  private boolean changed(long address) {
    int number = (int) (address >>> PAGE_SHIFT);
    if (watched[number]) {
      listener.pageChanged(number);
      return true;
    }
    return false;
  }

  /* An access that straddles two words is recorded as two words. */
  private void record(byte[] page, long address, int size, long value) {
    long word = address >>> 3;
    int shift = (int) (address & 7) * 8;
    long mask = size == 8 ? -1L : (1L << (size * 8)) - 1;
    recordWord(page, word, mask << shift, value << shift);
    if (shift + size * 8 > 64) {
      recordWord(page, word + 1, mask >>> (64 - shift), (value & mask) >>> (64 - shift));
    }
  }

  private void recordWord(byte[] page, long word, long mask, long value) {
    long old = (long) LONG.get(page, (int) (word << 3) & OFFSET_MASK);
    arena.recordWord(word, old, (old & ~mask) | (value & mask));
  }

  /* For undo: writes a word back and tells what stood there. */
  long restoreWord(long word, long old) {
    byte[] page = pages[(int) (word >>> (PAGE_SHIFT - 3))];
    if (page == null) {
      throw new IllegalStateException("the journal names a page that was never written");
    }
    int offset = (int) (word << 3) & OFFSET_MASK;
    long current = (long) LONG.get(page, offset);
    LONG.set(page, offset, old);
    changed(word << 3);
    return current;
  }

  long computeHash() {
    long h = 0;
    for (int number = 0; number < pages.length; number++) {
      byte[] page = pages[number];
      if (page != null) {
        h ^= hashOf(page, (long) number << (PAGE_SHIFT - 3));
      }
    }
    return h;
  }

  private static long hashOf(byte[] page, long firstWord) {
    long h = 0;
    for (int i = 0; i < PAGE_BYTES / 8; i++) {
      h ^= StateHash.word(~(firstWord + i), (long) LONG.get(page, i * 8));
    }
    return h;
  }

  byte[] @Nullable [] copyPages() {
    byte[][] copy = new byte[pages.length][];
    for (int i = 0; i < pages.length; i++) {
      byte[] page = pages[i];
      copy[i] = page == null ? null : page.clone();
    }
    return copy;
  }

  void restorePages(byte[] @Nullable [] from) {
    for (int i = 0; i < pages.length; i++) {
      byte[] page = from[i];
      pages[i] = page == null ? null : page.clone();
      if (watched[i]) {
        listener.pageChanged(i);
      }
    }
  }

  void diff(byte[] @Nullable [] before, List<Change> changes) {
    for (int number = 0; number < pages.length; number++) {
      byte[] was = before[number] == null ? ZERO_PAGE : before[number];
      byte[] is = pages[number] == null ? ZERO_PAGE : pages[number];
      if (!Arrays.equals(was, is)) {
        diffPage((long) number << PAGE_SHIFT, was, is, changes);
      }
    }
  }

  private static void diffPage(long address, byte[] was, byte[] is, List<Change> changes) {
    for (int offset = 0; offset < PAGE_BYTES; offset += 8) {
      long old = (long) LONG.get(was, offset);
      long now = (long) LONG.get(is, offset);
      if (old != now) {
        changes.add(new Change(String.format("mem[0x%x]", address + offset), old, now));
      }
    }
  }

  void dump(Consumer<String> line) {
    for (int number = 0; number < pages.length; number++) {
      byte[] page = pages[number];
      for (int offset = 0; page != null && offset < PAGE_BYTES; offset += 8) {
        long value = (long) LONG.get(page, offset);
        if (value != 0) {
          line.accept(
              String.format("mem[0x%x] = 0x%x", ((long) number << PAGE_SHIFT) + offset, value));
        }
      }
    }
  }
}
