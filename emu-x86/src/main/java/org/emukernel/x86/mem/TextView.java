package org.emukernel.x86.mem;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * What one CPU's instruction fetch sees of kernel text where that differs from memory: bytes that
 * were overwritten since it last serialised (SDM vol. 3A, "Handling Self- and Cross-Modifying
 * Code"). A byte that memory holds again as it is seen is not stale.
 *
 * <p>Slots: the count, then one entry per stale byte in ascending order of address, so that equal
 * views hash equal: physical address, condemned (bit 8), the byte seen (bits 7:0). When all entries
 * are taken the stale byte with the lowest address is refetched and counted.
 */
final class TextView {

  /*
   * Room for all that the kernel image can have patched at a time: 260 entry sites of ftrace and 257 sites of one key, 5 bytes at most
   * each, the out-of-line slots of 8 probes, and the other sites.
   */
  static final int CAPACITY = 3584;

  private static final int ADDRESS_SHIFT = 9;
  private static final long CONDEMNED = 1L << 8;

  private final Arena arena;
  private final int count;
  private final int entries;
  private final int overflows;

  TextView(Arena arena, int firstSlot, int overflowSlot) {
    this.arena = arena;
    this.count = firstSlot;
    this.entries = firstSlot + 1;
    this.overflows = overflowSlot;
  }

  static int reserve(ArenaBuilder arena, String name) {
    return arena.slots(name, 1 + CAPACITY, SlotKind.STATE);
  }

  boolean isEmpty() {
    return arena.get(count) == 0;
  }

  int size() {
    return (int) arena.get(count);
  }

  /* Memory is about to change: the CPU goes on seeing what it saw. */
  void memoryChanges(long physical, int oldByte, int newByte) {
    int at = lowerBound(physical);
    if (isAt(at, physical)) {
      if (seen(at) == newByte) {
        removeAt(at);
      }
    } else if (oldByte != newByte) {
      insertAt(at, physical << ADDRESS_SHIFT | oldByte);
    }
  }

  /* The CPU sees memory again at this byte. */
  void refetch(long physical) {
    int at = lowerBound(physical);
    if (isAt(at, physical)) {
      removeAt(at);
    }
  }

  void refetchAt(int index) {
    removeAt(index);
  }

  void clear() {
    int n = size();
    for (int i = 0; i < n; i++) {
      arena.set(entries + i, 0);
    }
    arena.set(count, 0);
  }

  /* The stale byte seen at an address, or -1. */
  int staleByte(long physical) {
    int at = lowerBound(physical);
    return isAt(at, physical) ? seen(at) : -1;
  }

  boolean hasCondemned(long physical, int length) {
    for (int at = lowerBound(physical); at < size() && address(at) < physical + length; at++) {
      if ((arena.get(entries + at) & CONDEMNED) != 0) {
        return true;
      }
    }
    return false;
  }

  boolean overlaps(long physical, long length) {
    int at = lowerBound(physical);
    return at < size() && address(at) < physical + length;
  }

  void condemn(long physical, long length) {
    for (int at = lowerBound(physical); at < size() && address(at) < physical + length; at++) {
      arena.set(entries + at, arena.get(entries + at) | CONDEMNED);
    }
  }

  long address(int at) {
    return arena.get(entries + at) >>> ADDRESS_SHIFT;
  }

  int seen(int at) {
    return (int) arena.get(entries + at) & 0xff;
  }

  private boolean isAt(int at, long physical) {
    return at < size() && address(at) == physical;
  }

  private int lowerBound(long physical) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = low + high >>> 1;
      if (address(middle) < physical) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void insertAt(int wanted, long entry) {
    int at = wanted;
    if (size() == CAPACITY) {
      arena.add(overflows, 1);
      if (at == 0) {
        return;
      }
      removeAt(0);
      at--;
    }
    for (int i = size(); i > at; i--) {
      arena.set(entries + i, arena.get(entries + i - 1));
    }
    arena.set(entries + at, entry);
    arena.add(count, 1);
  }

  private void removeAt(int at) {
    int last = size() - 1;
    for (int i = at; i < last; i++) {
      arena.set(entries + i, arena.get(entries + i + 1));
    }
    arena.set(entries + last, 0);
    arena.set(count, last);
  }
}
