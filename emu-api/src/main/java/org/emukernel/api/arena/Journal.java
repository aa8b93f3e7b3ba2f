package org.emukernel.api.arena;

import java.util.Arrays;

/**
 * Old values in the order in which they were overwritten: pairs of key and value in one growing
 * array.
 */
final class Journal {

  private long[] entries = new long[1024];
  private int size;

  void add(long key, long old) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    entries[size] = key;
    entries[size + 1] = old;
    size += 2;
  }

  long bytes() {
    return (long) Long.BYTES * entries.length;
  }

  int size() {
    return size;
  }

  void truncate(int newSize) {
    size = newSize;
  }

  void move(int from, int to) {
    entries[to] = entries[from];
    entries[to + 1] = entries[from + 1];
  }

  long[] since(int mark) {
    return Arrays.copyOfRange(entries, mark, size);
  }

  long key(int at) {
    return entries[at];
  }

  long old(int at) {
    return entries[at + 1];
  }
}
