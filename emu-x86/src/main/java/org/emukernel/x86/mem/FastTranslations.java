package org.emukernel.x86.mem;

import java.util.Arrays;
import org.emukernel.api.arena.PhysicalMemory;

/**
 * A direct-mapped short cut from linear page to physical page for one kind of access: what the TLB
 * would answer, under the context (PCID and mode) that an answer was given for. Derived from the
 * TLB, no state.
 *
 * <p>A page has a place for each remainder of the context's number, since the way into the kernel
 * and out of it takes the same pages under three contexts one after the other.
 */
final class FastTranslations {

  private static final int PAGES = 256;
  private static final int CONTEXTS = 4;

  private final FastTranslation[] entries = new FastTranslation[PAGES * CONTEXTS];
  private final PhysicalMemory memory;
  private final Data data;

  FastTranslations(PhysicalMemory memory, Data data) {
    this.memory = memory;
    this.data = data;
    clear();
  }

  /* The entry to ask about an address. */
  FastTranslation entry(long linear, int context) {
    return entries[firstPlace(linear) | context & CONTEXTS - 1];
  }

  /* Kernel text, direct map and per-CPU areas begin at round addresses. */
  private static int firstPlace(long linear) {
    int page = (int) (linear >>> PhysicalMemory.PAGE_SHIFT);
    return ((page ^ page >>> 8) & PAGES - 1) * CONTEXTS;
  }

  /* The physical address, or -1 if unknown. */
  long physical(long linear, int context) {
    FastTranslation entry = entry(linear, context);
    return entry.holds(linear, context) ? entry.physical(linear) : -1;
  }

  void put(long linear, int context, long physical) {
    int place = firstPlace(linear) | context & CONTEXTS - 1;
    if (entries[place] == FastTranslation.NOTHING) {
      entries[place] = new FastTranslation();
    }
    entries[place].set(linear, context, physical);
    refresh(entries[place]);
  }

  /* Lets an entry follow the first write to its page. */
  void refresh(FastTranslation entry) {
    if (data == Data.IN_MEMORY) {
      entry.follow(memory);
    }
  }

  void dropPage(long linear) {
    int first = firstPlace(linear);
    for (int place = first; place < first + CONTEXTS; place++) {
      entries[place].dropPage(linear);
    }
  }

  /** Where the data of an access are. */
  enum Data {
    /** In memory, so that an entry leads to the bytes themselves. */
    IN_MEMORY,
    /** They may be in a store buffer too. */
    ALSO_BUFFERED
  }

  void clear() {
    Arrays.fill(entries, FastTranslation.NOTHING);
  }
}
