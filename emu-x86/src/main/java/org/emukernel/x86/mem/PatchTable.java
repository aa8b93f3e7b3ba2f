package org.emukernel.x86.mem;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * The patches of kernel text under way: for each its bytes before and after. Slots: the count, then
 * per patch its physical address with the length (bits 4:0) below, two of the bytes before, two of
 * those after. When all are taken the oldest is forgotten and counted.
 */
final class PatchTable {

  static final int MAX_LENGTH = 16;

  /* text_poke_bp_batch takes up to TP_VEC_MAX = 4096 / 16 sites (Linux v6.12 alternative.c). */
  static final int CAPACITY = 256;

  private static final int SLOTS = 5;
  private static final int ADDRESS_SHIFT = 5;
  private static final int INT3 = 0xcc;

  private final Arena arena;
  private final int count;
  private final int entries;
  private final int overflows;

  PatchTable(Arena arena, int firstSlot, int overflowSlot) {
    this.arena = arena;
    this.count = firstSlot;
    this.entries = firstSlot + 1;
    this.overflows = overflowSlot;
  }

  static int reserve(ArenaBuilder arena, String name) {
    return arena.slots(name, 1 + SLOTS * CAPACITY, SlotKind.STATE);
  }

  boolean isEmpty() {
    return arena.get(count) == 0;
  }

  private int size() {
    return (int) arena.get(count);
  }

  void add(long physical, byte[] before, byte[] after) {
    if (before.length != after.length || before.length < 1 || before.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a patch of " + before.length + " bytes by " + after.length);
    }
    removeAt(physical);
    if (size() == CAPACITY) {
      remove(0);
      arena.add(overflows, 1);
    }
    int slot = entries + size() * SLOTS;
    arena.set(slot, physical << ADDRESS_SHIFT | before.length);
    pack(before, slot + 1);
    pack(after, slot + 3);
    arena.add(count, 1);
  }

  private void removeAt(long physical) {
    for (int i = size() - 1; i >= 0; i--) {
      if (physical(i) == physical) {
        remove(i);
      }
    }
  }

  private void pack(byte[] bytes, int slot) {
    for (int word = 0; word < 2; word++) {
      long packed = 0;
      for (int i = word * 8; i < Math.min(bytes.length, word * 8 + 8); i++) {
        packed |= (bytes[i] & 0xffL) << i * 8;
      }
      arena.set(slot + word, packed);
    }
  }

  /* Ends the patches inside a range whose bytes in memory are the new ones. */
  void endCompleted(long physical, long length) {
    for (int i = size() - 1; i >= 0; i--) {
      boolean inside = physical(i) >= physical && physical(i) + length(i) <= physical + length;
      if (inside && isCompleted(i)) {
        remove(i);
      }
    }
  }

  private boolean isCompleted(int patch) {
    for (int i = 0; i < length(patch); i++) {
      if (arena.memory().readByte(physical(patch) + i) != after(patch, i)) {
        return false;
      }
    }
    return true;
  }

  private void remove(int patch) {
    int end = entries + size() * SLOTS;
    for (int slot = entries + patch * SLOTS; slot < end - SLOTS; slot++) {
      arena.set(slot, arena.get(slot + SLOTS));
    }
    for (int slot = end - SLOTS; slot < end; slot++) {
      arena.set(slot, 0);
    }
    arena.add(count, -1);
  }

  /* Whether the bytes of an instruction as a CPU fetched them are torn by any patch. */
  boolean isTorn(long physical, byte[] instruction, int length) {
    for (int i = 0; i < size(); i++) {
      if (isTornBy(i, physical, instruction, length)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTornBy(int patch, long physical, byte[] instruction, int length) {
    if (physical == physical(patch) && length == 1 && (instruction[0] & 0xff) == INT3) {
      return false;
    }
    long start = Math.max(physical, physical(patch));
    long end = Math.min(physical + length, physical(patch) + length(patch));
    boolean isBefore = true;
    boolean isAfter = true;
    for (long at = start; at < end; at++) {
      int seen = instruction[(int) (at - physical)] & 0xff;
      isBefore &= seen == before(patch, (int) (at - physical(patch)));
      isAfter &= seen == after(patch, (int) (at - physical(patch)));
    }
    return !isBefore && !isAfter;
  }

  private long physical(int patch) {
    return arena.get(entries + patch * SLOTS) >>> ADDRESS_SHIFT;
  }

  private int length(int patch) {
    return (int) arena.get(entries + patch * SLOTS) & 0x1f;
  }

  private int before(int patch, int at) {
    return byteAt(entries + patch * SLOTS + 1, at);
  }

  private int after(int patch, int at) {
    return byteAt(entries + patch * SLOTS + 3, at);
  }

  private int byteAt(int slot, int at) {
    return (int) (arena.get(slot + (at >>> 3)) >>> (at & 7) * 8) & 0xff;
  }
}
