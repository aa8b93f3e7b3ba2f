package org.emukernel.x86.mem;

import java.util.Arrays;
import org.emukernel.api.arena.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * A direct-mapped short cut from linear page to physical page for one kind of access: what the TLB
 * would answer, under the context (PCID and mode) that an answer was given for. Derived from the
 * TLB, no state.
 *
 * <p>A page has a place for each remainder of the context's number, since the way into the kernel
 * and out of it takes the same pages under three contexts one after the other. The places of a page
 * lie together, so that few lines of the host's cache are touched when a page is dropped, which
 * happens far more often than it was there.
 */
final class FastTranslations {

  static final int PAGES = 256;
  private static final int CONTEXTS = 4;
  private static final int PLACES = PAGES * CONTEXTS;
  private static final int WORDS = 2;
  private static final long PAGE = -4096;
  private static final int OFFSET = 4095;
  private static final long NONE = -1;

  /* Stands for the words of all that have none of their own yet; is never written. */
  private static final long[] NOTHING = nothing();

  private final PhysicalMemory memory;
  private final Data data;

  /*
   * Two words a place: linear page address with the context in the low 12 bits, NONE matches nothing;
   * physical page address.
   */
  private long[] words = NOTHING;

  /* The memory behind each place; null if none was there, or if it is not all. */
  private final byte @Nullable [][] bytes = new byte @Nullable [PLACES][];

  FastTranslations(PhysicalMemory memory, Data data) {
    this.memory = memory;
    this.data = data;
  }

  private static long[] nothing() {
    long[] none = new long[PLACES * WORDS];
    Arrays.fill(none, NONE);
    return none;
  }

  /* Where to ask about an address. */
  int place(long linear, int context) {
    return firstPlace(linear) | context & CONTEXTS - 1;
  }

  /* Kernel text, direct map and per-CPU areas begin at round addresses. */
  private static int firstPlace(long linear) {
    return number(linear) * CONTEXTS;
  }

  /* Pages of the same number share their places; 0 up to but without PAGES. */
  static int number(long linear) {
    int page = (int) (linear >>> PhysicalMemory.PAGE_SHIFT);
    return (page ^ page >>> 8) & PAGES - 1;
  }

  boolean holds(int place, long linear, int context) {
    return words[place * WORDS] == (linear & PAGE | context);
  }

  byte @Nullable [] bytes(int place) {
    return bytes[place];
  }

  long physical(int place, long linear) {
    return words[place * WORDS + 1] | (int) linear & OFFSET;
  }

  /* The physical address, or -1 if unknown. */
  long physical(long linear, int context) {
    int place = place(linear, context);
    return holds(place, linear, context) ? physical(place, linear) : -1;
  }

  void put(long linear, int context, long physical) {
    if (words == NOTHING) {
      words = NOTHING.clone();
    }
    int place = place(linear, context);
    words[place * WORDS] = linear & PAGE | context;
    words[place * WORDS + 1] = physical & PAGE;
    refresh(place);
  }

  /*
   * Lets a place follow the first write to its page. A reference that is stored costs the collector's barrier, which for old objects is a
   * fence: only what is new is stored.
   */
  void refresh(int place) {
    if (data == Data.IN_MEMORY) {
      byte[] now = memory.writtenPage(words[place * WORDS + 1]);
      if (bytes[place] != now) {
        bytes[place] = now;
      }
    }
  }

  /* Drops a page's. {@return whether any is left in the places that the page has} */
  boolean dropPage(long linear) {
    int first = firstPlace(linear) * WORDS;
    long[] all = words;
    long left = NONE;
    for (int word = first; word < first + CONTEXTS * WORDS; word += WORDS) {
      if (((all[word] ^ linear) & PAGE) == 0) {
        all[word] = NONE;
      }
      left &= all[word];
    }
    return left != NONE;
  }

  void clear() {
    if (words != NOTHING) {
      Arrays.fill(words, NONE);
    }
  }

  /** Where the data of an access are. */
  enum Data {
    /** In memory, so that a place leads to the bytes themselves. */
    IN_MEMORY,
    /** They may be in a store buffer too. */
    ALSO_BUFFERED
  }
}
