package org.emukernel.x86.mem;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * One CPU's stores that are not visible to others yet, oldest first (SDM vol. 3A, "Store Buffer";
 * Owens, Sarkar, Sewell, "A Better x86 Memory Model: x86-TSO", 2009). The oldest lies in the first
 * slots, so that equal contents hash equal.
 *
 * <p>Slots: the count; then for each entry its physical address with size (bits 3:0) and kind (bit
 * 4) below, and its value.
 */
final class StoreBuffer {

  private static final int ADDRESS_SHIFT = 5;
  private static final int SIZE = 0xf;
  private static final int ALIAS = 1 << 4;

  private final Arena arena;
  private final int count;
  private final int entries;
  private final int capacity;

  StoreBuffer(Arena arena, int firstSlot, int capacity) {
    this.arena = arena;
    this.count = firstSlot;
    this.entries = firstSlot + 1;
    this.capacity = capacity;
  }

  static int reserve(ArenaBuilder arena, String name, int capacity) {
    return arena.slots(name, 1 + 2 * capacity, SlotKind.STATE);
  }

  boolean isEmpty() {
    return arena.get(count) == 0;
  }

  boolean isFull() {
    return arena.get(count) == capacity;
  }

  int size() {
    return (int) arena.get(count);
  }

  void push(long physical, int size, long value, StoreKind kind) {
    int slot = slotOf(size());
    int flags = kind == StoreKind.ALIAS ? ALIAS : 0;
    arena.set(slot, physical << ADDRESS_SHIFT | flags | size);
    arena.set(slot + 1, value & Bytes.mask(size));
    arena.add(count, 1);
  }

  /* Takes the oldest entry out; its content must have been read before. */
  void removeOldest() {
    int last = slotOf(size() - 1);
    for (int slot = entries; slot < last; slot++) {
      arena.set(slot, arena.get(slot + 2));
    }
    arena.set(last, 0);
    arena.set(last + 1, 0);
    arena.add(count, -1);
  }

  private int slotOf(int entry) {
    return entries + 2 * entry;
  }

  long physical(int entry) {
    return arena.get(slotOf(entry)) >>> ADDRESS_SHIFT;
  }

  int size(int entry) {
    return (int) arena.get(slotOf(entry)) & SIZE;
  }

  StoreKind kind(int entry) {
    return (arena.get(slotOf(entry)) & ALIAS) != 0 ? StoreKind.ALIAS : StoreKind.PLAIN;
  }

  long value(int entry) {
    return arena.get(slotOf(entry) + 1);
  }

  boolean overlaps(long physical, long size) {
    int n = size();
    for (int i = 0; i < n; i++) {
      if (overlaps(i, physical, size)) {
        return true;
      }
    }
    return false;
  }

  private boolean overlaps(int entry, long physical, long size) {
    long delta = physical(entry) - physical;
    return delta < size && -delta < size(entry);
  }

  /* What a load of this CPU sees where memory holds fromMemory: the youngest store of each byte. */
  long forward(long physical, int size, long fromMemory) {
    long value = fromMemory;
    int n = size();
    for (int i = 0; i < n; i++) {
      if (overlaps(i, physical, size)) {
        value = overlay(value, i, physical);
      }
    }
    return value & Bytes.mask(size);
  }

  private long overlay(long value, int entry, long physical) {
    int delta = (int) (physical(entry) - physical) * 8;
    long mask = Bytes.mask(size(entry));
    return delta >= 0
        ? value & ~(mask << delta) | value(entry) << delta
        : value & ~(mask >>> -delta) | value(entry) >>> -delta;
  }

  /* The youngest buffered byte that an instruction fetch of this CPU sees, or -1. */
  int fetchByte(long physical) {
    for (int i = size() - 1; i >= 0; i--) {
      if (kind(i) == StoreKind.PLAIN && overlaps(i, physical, 1)) {
        return (int) (value(i) >>> (physical - physical(i)) * 8) & 0xff;
      }
    }
    return -1;
  }
}
