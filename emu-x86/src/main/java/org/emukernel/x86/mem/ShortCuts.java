package org.emukernel.x86.mem;

import java.util.Arrays;
import org.emukernel.api.arena.PhysicalMemory;

/**
 * The short cuts of one CPU for all kinds of access, and which kinds have any of which pages: most
 * pages that the TLB drops have none, and a page is dropped at each miss of a full TLB. Derived, no
 * state.
 */
final class ShortCuts {

  private final FastTranslations[] kinds = new FastTranslations[Kind.values().length];

  /* A bit for each kind by the number of a page; may be set where nothing is left. */
  private final byte[] holders = new byte[FastTranslations.PAGES];

  ShortCuts(PhysicalMemory memory, FastTranslations.Data data) {
    Arrays.setAll(kinds, kind -> new FastTranslations(memory, data));
  }

  /* To look into. */
  FastTranslations of(Kind kind) {
    return kinds[kind.ordinal()];
  }

  void put(Kind kind, long linear, int context, long physical) {
    of(kind).put(linear, context, physical);
    holders[FastTranslations.number(linear)] |= (byte) (1 << kind.ordinal());
  }

  void dropPage(long linear) {
    int number = FastTranslations.number(linear);
    for (int left = holders[number]; left != 0; left &= left - 1) {
      int kind = Integer.numberOfTrailingZeros(left);
      if (!kinds[kind].dropPage(linear)) {
        holders[number] &= (byte) ~(1 << kind);
      }
    }
  }

  void clear() {
    for (FastTranslations kind : kinds) {
      kind.clear();
    }
    Arrays.fill(holders, (byte) 0);
  }

  /** What a short cut is for. */
  enum Kind {
    READ,
    WRITE,
    /** Fetches of code that a monitor wants to hear of when it is entered. */
    INSTRUMENTABLE_FETCH,
    OTHER_FETCH
  }
}
