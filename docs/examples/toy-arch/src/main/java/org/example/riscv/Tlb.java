package org.example.riscv;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/**
 * Leaf translations of one hart, tagged with the ASID that was current or global. For each size of
 * page a bank of direct-mapped entries: a translation may be dropped at any time. Entries that lead
 * to tables are not cached.
 */
final class Tlb {

  /** No entry. */
  static final int NONE = -1;

  private static final int ENTRIES = 256;
  private static final int BANKS = Sv39.LEVELS;
  private static final long VALID = 1;
  private static final long GLOBAL = 2;
  private static final int ASID_SHIFT = 4;
  private static final long ASID = 0xffffL << ASID_SHIFT;
  private static final int PAGE_SHIFT = 20;

  private final Arena arena;
  private final Slots slots;

  /**
   * Where it lies.
   *
   * @param tags first slot of the tags
   * @param entries first slot of the page-table entries
   * @param condemned first observer slot of what should be gone
   * @param epoch observer slot: changes made
   */
  record Slots(int tags, int entries, int condemned, int epoch) {}

  Tlb(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  static Slots reserve(ArenaBuilder builder, String hart) {
    int count = BANKS * ENTRIES;
    return new Slots(
        builder.slots(hart + ".tlb.tag", count, SlotKind.STATE),
        builder.slots(hart + ".tlb.pte", count, SlotKind.STATE),
        builder.slots(hart + ".tlb.condemned", count, SlotKind.OBSERVER),
        builder.observer(hart + ".tlb.epoch"));
  }

  private static int place(long linear, int level) {
    return (level - 1) * ENTRIES + ((int) (linear >>> Sv39.shift(level)) & ENTRIES - 1);
  }

  private static long page(long linear, int level) {
    return (linear >>> Sv39.shift(level) & (1L << 39 - Sv39.shift(level)) - 1) << PAGE_SHIFT;
  }

  /* {@return the entry that translates the address under an ASID, or NONE} */
  int find(long linear, long asid) {
    for (int level = 1; level <= BANKS; level++) {
      int place = place(linear, level);
      long tag = arena.get(slots.tags() + place);
      boolean matches =
          (tag & VALID) != 0
              && tag >>> PAGE_SHIFT << PAGE_SHIFT == page(linear, level)
              && ((tag & GLOBAL) != 0 || (tag & ASID) >>> ASID_SHIFT == asid);
      if (matches) {
        return place;
      }
    }
    return NONE;
  }

  static int level(int place) {
    return place / ENTRIES + 1;
  }

  long entry(int place) {
    return arena.get(slots.entries() + place);
  }

  boolean isCondemned(int place) {
    return arena.get(slots.condemned() + place) != 0;
  }

  long epoch() {
    return arena.get(slots.epoch());
  }

  int fill(long linear, int level, long asid, long entry) {
    int place = place(linear, level);
    long global = (entry & Sv39.G) != 0 ? GLOBAL : 0;
    long tag = page(linear, level) | asid << ASID_SHIFT | global | VALID;
    arena.set(slots.tags() + place, tag);
    arena.set(slots.entries() + place, entry);
    arena.set(slots.condemned() + place, 0);
    arena.add(slots.epoch(), 1);
    return place;
  }

  private void drop(int place) {
    if (arena.get(slots.tags() + place) != 0) {
      arena.set(slots.tags() + place, 0);
      arena.set(slots.entries() + place, 0);
      arena.set(slots.condemned() + place, 0);
      arena.add(slots.epoch(), 1);
    }
  }

  /* SFENCE.VMA x0, x0. */
  void fenceAll() {
    for (int i = 0; i < BANKS * ENTRIES; i++) {
      drop(i);
    }
  }

  /* SFENCE.VMA x0, asid: global translations stay. */
  void fenceAsid(long asid) {
    for (int i = 0; i < BANKS * ENTRIES; i++) {
      long tag = arena.get(slots.tags() + i);
      if ((tag & GLOBAL) == 0 && (tag & ASID) >>> ASID_SHIFT == asid) {
        drop(i);
      }
    }
  }

  /* SFENCE.VMA address, x0: in every address space. */
  void fenceAddress(long linear) {
    for (int level = 1; level <= BANKS; level++) {
      int place = place(linear, level);
      if (arena.get(slots.tags() + place) >>> PAGE_SHIFT << PAGE_SHIFT == page(linear, level)) {
        drop(place);
      }
    }
  }

  /* SFENCE.VMA address, asid: global translations stay. */
  void fenceAddress(long linear, long asid) {
    for (int level = 1; level <= BANKS; level++) {
      int place = place(linear, level);
      long tag = arena.get(slots.tags() + place);
      boolean matches =
          tag >>> PAGE_SHIFT << PAGE_SHIFT == page(linear, level)
              && (tag & GLOBAL) == 0
              && (tag & ASID) >>> ASID_SHIFT == asid;
      if (matches) {
        drop(place);
      }
    }
  }

  /** Says whether a translation disagrees with memory. */
  interface Stale {

    boolean test(long linear, int level, long entry);
  }

  /* Condemns translations of a range that are stale; asid -1 for those of every address space. */
  void condemn(long start, long end, long asid, Stale stale) {
    for (int i = 0; i < BANKS * ENTRIES; i++) {
      long tag = arena.get(slots.tags() + i);
      int level = level(i);
      long linear = tag >>> PAGE_SHIFT << Sv39.shift(level) << 25 >> 25;
      long last = linear + (1L << Sv39.shift(level)) - 1;
      boolean concerns =
          (tag & VALID) != 0
              && Long.compareUnsigned(last, start) >= 0
              && Long.compareUnsigned(linear, end) < 0
              && (asid < 0 || (tag & GLOBAL) == 0 && (tag & ASID) >>> ASID_SHIFT == asid);
      if (concerns && stale.test(linear, level, entry(i))) {
        arena.set(slots.condemned() + i, 1);
      }
    }
  }
}
