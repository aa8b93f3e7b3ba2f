package org.emukernel.scenarios.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value made from a run of bytes without making an object of the bytes.
 *
 * <p>A recording repeats few texts many times (symbols, whole stacks, task names): each is decoded
 * once. The table forgets everything when it is full, so that a recording of endless different
 * texts is read in constant memory; values are then made anew, equal by content.
 *
 * @param <V> the values' type
 */
public final class ByteKeyTable<V> {
  /**
   * Makes the value of a text that is not in the table yet.
   *
   * @param <V> the value's type
   */
  public interface Factory<V> {
    /** {@return the value of the bytes from start up to end, without end} */
    V make(byte[] text, int start, int end) throws MalformedTraceException;
  }

  private static final int CAPACITY = 1 << 14;
  private static final int MAX_ENTRIES = CAPACITY / 2;
  private static final int MAX_BYTES = 8 << 20;
  private static final int LANES = 4 * Long.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Factory<V> factory;
  private final byte @Nullable [][] keys = new byte @Nullable [CAPACITY][];
  private final @Nullable Object[] values = new @Nullable Object[CAPACITY];
  private int entries;
  private int bytes;

  /** Makes an empty table. */
  public ByteKeyTable(Factory<V> factory) {
    this.factory = factory;
  }

  /** {@return the value of the bytes from start up to end, without end} */
  public V get(byte[] text, int start, int end) throws MalformedTraceException {
    int slot = hash(text, start, end) & (CAPACITY - 1);
    for (byte[] key = keys[slot]; key != null; key = keys[slot]) {
      if (Arrays.equals(key, 0, key.length, text, start, end)) {
        @SuppressWarnings("unchecked")
        V value = (V) values[slot];
        return value;
      }
      slot = (slot + 1) & (CAPACITY - 1);
    }
    return add(text, start, end);
  }

  private V add(byte[] text, int start, int end) throws MalformedTraceException {
    V value = factory.make(text, start, end);
    int length = end - start;
    if (entries == MAX_ENTRIES || bytes + length > MAX_BYTES) {
      Arrays.fill(keys, null);
      Arrays.fill(values, null);
      entries = 0;
      bytes = 0;
    }
    int slot = hash(text, start, end) & (CAPACITY - 1);
    while (keys[slot] != null) {
      slot = (slot + 1) & (CAPACITY - 1);
    }
    keys[slot] = Arrays.copyOfRange(text, start, end);
    values[slot] = value;
    entries++;
    bytes += length;
    return value;
  }

  private static long mixed(long hash, byte[] text, int at) {
    return (Long.rotateLeft(hash, 29) ^ (long) LONGS.get(text, at)) * 0xD6E8_FEB8_6659_FD93L;
  }

  /* Long texts in four lanes, none of which waits for another; the last word may overlap the one before. */
  private static int hash(byte[] text, int start, int end) {
    long hash = (end - start) * 0x9E37_79B9_7F4A_7C15L;
    int at = start;
    if (end - start >= LANES) {
      long second = hash;
      long third = hash;
      long fourth = hash;
      for (; at + LANES <= end; at += LANES) {
        hash = mixed(hash, text, at);
        second = mixed(second, text, at + Long.BYTES);
        third = mixed(third, text, at + 2 * Long.BYTES);
        fourth = mixed(fourth, text, at + 3 * Long.BYTES);
      }
      hash +=
          Long.rotateLeft(second, 17) + Long.rotateLeft(third, 31) + Long.rotateLeft(fourth, 47);
    }
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mixed(hash, text, at);
    }
    if (at < end && end - start >= Long.BYTES) {
      hash = mixed(hash, text, end - Long.BYTES);
      at = end;
    }
    for (; at < end; at++) {
      hash = (hash ^ text[at]) * 0x1000_0000_01B3L;
    }
    hash ^= hash >>> 32;
    return (int) (hash ^ (hash >>> 17));
  }
}
