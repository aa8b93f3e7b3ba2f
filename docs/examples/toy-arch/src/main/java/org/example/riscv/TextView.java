package org.example.riscv;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * Instruction words of the kernel text that one hart fetches and memory no longer holds: a store is
 * seen by fetches, its own hart's among them, after FENCE.I only (RISC-V Unprivileged ISA,
 * "Zifencei"), or before, whenever the hart happens to fetch anew.
 */
final class TextView {

  private static final int CAPACITY = 64;
  private static final int FIELDS = 2;

  private final Arena arena;
  private final Slots slots;

  /**
   * Where it lies.
   *
   * @param count slot of the number of words
   * @param words first slot of address and content of each
   * @param condemned first observer slot of what should be gone
   */
  record Slots(int count, int words, int condemned) {}

  TextView(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  static Slots reserve(ArenaBuilder builder, String hart) {
    return new Slots(
        builder.slot(hart + ".staleText.count"),
        builder.slots(hart + ".staleText.word", CAPACITY * FIELDS, SlotKind.STATE),
        builder.slots(hart + ".staleText.condemned", CAPACITY, SlotKind.OBSERVER));
  }

  int count() {
    return (int) arena.get(slots.count());
  }

  private long address(int i) {
    return arena.get(slots.words() + i * FIELDS);
  }

  /* {@return the number of the stale word at an address, or -1} */
  int find(long physical) {
    for (int i = 0; i < count(); i++) {
      if (address(i) == physical) {
        return i;
      }
    }
    return -1;
  }

  int word(int i) {
    return (int) arena.get(slots.words() + i * FIELDS + 1);
  }

  boolean isCondemned(int i) {
    return arena.get(slots.condemned() + i) != 0;
  }

  /* The word at an address changes in memory. When there is no room the oldest is fetched anew. */
  void changes(long physical, int oldWord) {
    if (find(physical) >= 0) {
      return;
    }
    if (count() == CAPACITY) {
      refetch(0);
    }
    int at = count();
    arena.set(slots.words() + at * FIELDS, physical);
    arena.set(slots.words() + at * FIELDS + 1, oldWord);
    arena.set(slots.condemned() + at, 0);
    arena.set(slots.count(), at + 1L);
  }

  void refetch(int i) {
    int last = count() - 1;
    for (int k = i; k < last; k++) {
      arena.set(slots.words() + k * FIELDS, address(k + 1));
      arena.set(slots.words() + k * FIELDS + 1, arena.get(slots.words() + (k + 1) * FIELDS + 1));
      arena.set(slots.condemned() + k, arena.get(slots.condemned() + k + 1));
    }
    arena.set(slots.words() + last * FIELDS, 0);
    arena.set(slots.words() + last * FIELDS + 1, 0);
    arena.set(slots.count(), last);
  }

  /* FENCE.I. */
  void fence() {
    while (count() > 0) {
      refetch(count() - 1);
    }
  }

  void condemn(long physical, int length) {
    for (int i = 0; i < count(); i++) {
      if (address(i) + 4 > physical && address(i) < physical + length) {
        arena.set(slots.condemned() + i, 1);
      }
    }
  }
}
