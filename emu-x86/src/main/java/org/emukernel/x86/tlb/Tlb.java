package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.api.machine.StaleState.Mark;
import org.emukernel.x86.paging.AccessKind;
import org.emukernel.x86.paging.PageTableEntry;

/**
 * One CPU's TLB: translations of 4-KiB, 2-MiB and 1-GiB pages, tagged with the PCID they were made
 * under or global (SDM vol. 3A, "Translation Lookaside Buffers (TLBs)" and "Global Pages"). Entries
 * of several page sizes may exist for one address; the smallest page wins, and one of the current
 * PCID over a global one.
 *
 * <p>Entries are numbered; a number is valid until the entry is removed.
 */
public final class Tlb {

  static final long CONDEMNED = 1L << 62;

  /* Bits of the data that monitors set; a walk leaves them 0. CONDEMNED is for loads, two more for the other uses of StaleCheck. */
  private static final long OWED = 1L << 61;
  private static final long IN_FLUSH = 1L << 60;
  private static final int USES_SHIFT = 58;
  private static final long USES = CONDEMNED | 3L << USES_SHIFT;
  private static final long NOTES = USES | OWED | IN_FLUSH;

  private final Bank pages;
  private final Bank hugePages;
  private final int hugeBase;
  private final int pageSets;
  private final int hugeSets;

  Tlb(TlbLayout layout, Arena arena) {
    pages = Bank.counted(layout.pages(), arena);
    hugePages = new Bank(layout.hugePages(), arena);
    hugeBase = pages.size();
    pageSets = layout.pages().sets() - 1;
    hugeSets = layout.hugePages().sets() - 1;
  }

  /** {@return the number of the entry that translates an address under a PCID, or -1} */
  public int find(long linear, int pcid) {
    int index = pages.mayHold(Tag.of(linear, 1, pcid)) ? find(pages, linear, 1, pcid) : -1;
    return index >= 0 ? index : findLarge(linear, pcid);
  }

  private int findLarge(long linear, int pcid) {
    int index = pages.hasLarge(set(linear, 2)) ? find(pages, linear, 2, pcid) : -1;
    if (index >= 0 || !hugePages.hasLarge(set(linear, 3))) {
      return index;
    }
    index = find(hugePages, linear, 3, pcid);
    return index < 0 ? -1 : hugeBase + index;
  }

  private int find(Bank bank, long linear, int level, int pcid) {
    return bank.find(
        set(linear, level),
        ~(Tag.PCID | Tag.GLOBAL),
        Tag.of(linear, level, pcid),
        Tag.global(linear, level));
  }

  private int set(long linear, int level) {
    return (int) (linear >>> PageTableEntry.shift(level)) & (level == 3 ? hugeSets : pageSets);
  }

  /* The tag that a translation gets: global if its GLOBAL bit is set. */
  static long tagOf(long linear, int level, int pcid, long translation) {
    return (translation & PageTableEntry.GLOBAL) != 0
        ? Tag.global(linear, level)
        : Tag.of(linear, level, pcid);
  }

  /* The number that a new entry gets; what stands there goes. */
  int numberFor(long linear, int level, long tag) {
    return level == 3
        ? hugeBase + hugePages.indexFor(set(linear, level), tag)
        : pages.indexFor(set(linear, level), tag);
  }

  /* As numberFor, of an entry whose tag is not there. */
  int numberForAbsent(long linear, int level) {
    return level == 3
        ? hugeBase + hugePages.indexForAbsent(set(linear, level))
        : pages.indexForAbsent(set(linear, level));
  }

  void put(int number, long tag, long translation) {
    long data = translation & ~PageTableEntry.GLOBAL;
    if (number < hugeBase) {
      pages.put(number, tag, data);
    } else {
      hugePages.put(number - hugeBase, tag, data);
    }
  }

  /** {@return physical address, rights and DIRTY of an entry} */
  public long translation(int number) {
    return data(number) & ~NOTES;
  }

  /** {@return the level of an entry: 1, 2 or 3} */
  public int level(int number) {
    return Tag.level(tag(number));
  }

  /** {@return whether any use of an entry is to be reported} */
  public boolean isCondemned(int number) {
    return (data(number) & USES) != 0;
  }

  /** {@return whether this use of an entry is to be reported} */
  public boolean isCondemned(int number, AccessKind kind) {
    long mark =
        switch (kind) {
          case READ -> CONDEMNED;
          case WRITE -> (long) StaleCheck.WRITES << USES_SHIFT;
          case FETCH -> (long) StaleCheck.FETCHES << USES_SHIFT;
        };
    return (data(number) & mark) != 0;
  }

  /** {@return a copy of an entry} */
  public TlbEntry entry(int number) {
    long tag = tag(number);
    return new TlbEntry(
        Tag.linear(tag),
        Tag.level(tag),
        Tag.pcid(tag),
        (tag & Tag.GLOBAL) != 0,
        translation(number),
        isCondemned(number));
  }

  /** {@return the number of the first entry at or after a number, or -1} */
  public int next(int from) {
    if (from < hugeBase) {
      int index = pages.next(from);
      if (index >= 0) {
        return index;
      }
    }
    int index = hugePages.next(Math.max(from - hugeBase, 0));
    return index < 0 ? -1 : hugeBase + index;
  }

  /**
   * {@return the number of the first entry at or after a number that translates an address, under
   * any PCID, or -1}
   */
  public int nextOf(long linear, int from) {
    for (int number = next(from); number >= 0; number = next(number + 1)) {
      if (Tag.covers(tag(number), linear)) {
        return number;
      }
    }
    return -1;
  }

  /** {@return a hash of all entries that translate an address, whatever places they have} */
  public long hashOf(long linear) {
    long hash = 0;
    for (int number = nextOf(linear, 0); number >= 0; number = nextOf(linear, number + 1)) {
      hash += SplitMix64.mix(SplitMix64.mix(tag(number)) ^ data(number));
    }
    return hash;
  }

  long tag(int number) {
    return number < hugeBase ? pages.tag(number) : hugePages.tag(number - hugeBase);
  }

  private long data(int number) {
    return number < hugeBase ? pages.data(number) : hugePages.data(number - hugeBase);
  }

  private void setData(int number, long data) {
    if (number < hugeBase) {
      pages.setData(number, data);
    } else {
      hugePages.setData(number - hugeBase, data);
    }
  }

  void remove(int number) {
    if (number < hugeBase) {
      pages.remove(number);
    } else {
      hugePages.remove(number - hugeBase);
    }
  }

  boolean removeMatching(long mask, long bits) {
    return pages.removeMatching(mask, bits) | hugePages.removeMatching(mask, bits);
  }

  /* Every entry for the address of this PCID, and no global one. */
  boolean removeAddress(long linear, int pcid) {
    boolean removed = false;
    for (int level = 1; level <= 3; level++) {
      removed |= removeTag(linear, level, Tag.of(linear, level, pcid));
    }
    return removed;
  }

  /* Every entry that would translate the address under this PCID. */
  boolean removeUsable(long linear, int pcid) {
    boolean removed = false;
    for (int number = find(linear, pcid); number >= 0; number = find(linear, pcid)) {
      remove(number);
      removed = true;
    }
    return removed;
  }

  private boolean removeTag(long linear, int level, long tag) {
    Bank bank = level == 3 ? hugePages : pages;
    int index = bank.find(set(linear, level), tag);
    if (index >= 0) {
      bank.remove(index);
    }
    return index >= 0;
  }

  boolean hasHugePages() {
    return !hugePages.isEmpty();
  }

  /**
   * Marks the translations of a linear range that are stale and found under a PCID, global ones
   * too.
   *
   * @param start first address
   * @param end the address after the last
   * @return whether there are any
   */
  public boolean markStale(long start, long end, int pcid, StaleCheck check, Mark mark) {
    boolean any = false;
    for (int number = next(0); number >= 0; number = next(number + 1)) {
      long tag = tag(number);
      if (Ranges.overlap(tag, start, end)
          && isUsable(tag, pcid)
          && check.isStaleTranslation(Tag.linear(tag), Tag.level(tag), translation(number))) {
        setData(number, data(number) | bit(mark));
        any = true;
      }
    }
    return any;
  }

  /** {@return the number of the first entry with a mark that is found under a PCID, or -1} */
  public int firstMarked(int pcid, Mark mark) {
    for (int number = next(0); number >= 0; number = next(number + 1)) {
      if ((data(number) & bit(mark)) != 0 && isUsable(tag(number), pcid)) {
        return number;
      }
    }
    return -1;
  }

  /** Takes a mark off all entries. */
  public void unmark(Mark mark) {
    for (int number = next(0); number >= 0; number = next(number + 1)) {
      if ((data(number) & bit(mark)) != 0) {
        setData(number, data(number) & ~bit(mark));
      }
    }
  }

  private static boolean isUsable(long tag, int pcid) {
    return (tag & Tag.GLOBAL) != 0 || Tag.pcid(tag) == pcid;
  }

  private static long bit(Mark mark) {
    return mark == Mark.OWED ? OWED : IN_FLUSH;
  }

  void condemn(int number) {
    if (number < hugeBase) {
      pages.setData(number, pages.data(number) | USES);
    } else {
      int index = number - hugeBase;
      hugePages.setData(index, hugePages.data(index) | USES);
    }
  }

  boolean condemn(Condemned which, StaleCheck check) {
    return condemn(pages, which, check) | condemn(hugePages, which, check);
  }

  private static long marks(int uses) {
    long others = (uses & 3L) << USES_SHIFT;
    return uses == StaleCheck.ALL_USES ? CONDEMNED | others : others;
  }

  private static boolean condemn(Bank bank, Condemned which, StaleCheck check) {
    boolean condemned = false;
    for (int index = bank.next(0); index >= 0; index = bank.next(index + 1)) {
      long tag = bank.tag(index);
      long data = bank.data(index);
      int uses =
          which.concerns(tag) ? check.staleUses(Tag.linear(tag), Tag.level(tag), data & ~NOTES) : 0;
      if (uses != 0) {
        bank.setData(index, data | marks(uses));
        condemned = true;
      }
    }
    return condemned;
  }
}
