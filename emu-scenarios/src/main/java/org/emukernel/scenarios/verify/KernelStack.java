package org.emukernel.scenarios.verify;

import java.util.Arrays;
import org.emukernel.api.arena.PhysicalMemory;

/** One kernel stack of one CPU, and the words of it that were ever stored to. */
final class KernelStack {

  private static final int WORD = 8;

  private final long linear;
  private final long physical;
  private final long bytes;
  private final boolean[] seen;
  private long[] words = new long[64];
  private int size;

  /** A run of memory; while RSP lies in it, it is at {@code linear}. */
  KernelStack(long linear, long physical, long bytes) {
    this.linear = linear;
    this.physical = physical;
    this.bytes = bytes;
    this.seen = new boolean[(int) (bytes / WORD)];
  }

  /** {@return the same memory, where RSP sees it elsewhere} */
  KernelStack at(long otherLinear) {
    return new KernelStack(otherLinear, physical, bytes);
  }

  /** {@return one of several parts of the same size} */
  KernelStack part(int index, int parts) {
    long each = bytes / parts;
    return new KernelStack(linear + index * each, physical + index * each, each);
  }

  boolean holds(long address) {
    return address >= physical && address < physical + bytes;
  }

  void stored(long address) {
    int index = (int) ((address - physical) / WORD);
    if (!seen[index]) {
      seen[index] = true;
      if (size == words.length) {
        words = Arrays.copyOf(words, size * 2);
      }
      words[size++] = physical + (long) index * WORD;
    }
  }

  /** {@return whether RSP points into this stack, or just behind it} */
  boolean isUnder(long rsp) {
    return rsp > linear && rsp <= linear + bytes;
  }

  long physicalOf(long rsp) {
    return physical + (rsp - linear);
  }

  /** Sets to zero what lies below RSP. */
  void clearBelow(PhysicalMemory memory, long rsp) {
    clear(memory, physicalOf(rsp));
  }

  /** Sets everything to zero. */
  void clear(PhysicalMemory memory) {
    clear(memory, physical + bytes);
  }

  private void clear(PhysicalMemory memory, long end) {
    for (int i = 0; i < size; i++) {
      if (words[i] < end && memory.readLong(words[i]) != 0) {
        memory.writeLong(words[i], 0);
      }
    }
  }
}
