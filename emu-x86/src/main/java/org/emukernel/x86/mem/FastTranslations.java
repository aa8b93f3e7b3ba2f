package org.emukernel.x86.mem;

import org.emukernel.api.arena.PhysicalMemory;

/**
 * A direct-mapped short cut from linear page to physical page for one kind of access: what the TLB
 * would answer, under the context (PCID and mode) that an answer was given for. Derived from the
 * TLB, no state.
 */
final class FastTranslations {

  private static final int ENTRIES = 256;

  private final FastTranslation[] entries = new FastTranslation[ENTRIES];
  private final PhysicalMemory memory;

  FastTranslations(PhysicalMemory memory) {
    this.memory = memory;
    for (int i = 0; i < ENTRIES; i++) {
      entries[i] = new FastTranslation();
    }
  }

  /* The entry to ask about an address. */
  FastTranslation entry(long linear) {
    return entries[(int) (linear >>> PhysicalMemory.PAGE_SHIFT) & ENTRIES - 1];
  }

  /* The physical address, or -1 if unknown. */
  long physical(long linear, int context) {
    FastTranslation entry = entry(linear);
    return entry.holds(linear, context) ? entry.physical(linear) : -1;
  }

  void put(long linear, int context, long physical) {
    entry(linear).set(linear, context, physical, memory);
  }

  void dropPage(long linear) {
    entry(linear).dropPage(linear);
  }

  void clear() {
    for (FastTranslation entry : entries) {
      entry.clear();
    }
  }
}
