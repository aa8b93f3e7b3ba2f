package org.emukernel.mm.page;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.arena.SlotKind;

/**
 * Hands out physical pages of 4 KiB: the last one freed first, else the lowest that was never
 * handed out. There is no buddy system, since nobody here needs contiguous pages after boot. A page
 * is named by its page frame number; 0 is none.
 *
 * <p>Every page has one link ({@code struct page.lru}), by which the free pages form a list, and by
 * which the owner of several pages holds them as a chain.
 *
 * <p>In Linux zone->lock guards this data; here each operation is one step, and its caller makes
 * the LOCKed access of that lock ({@code zone_lock}).
 */
public final class PageFrames {

  /** No page. */
  public static final long NONE = 0;

  private final Arena arena;
  private final Slots slots;

  /**
   * Slots reserved for it.
   *
   * @param first number of the first page
   * @param count how many pages
   * @param freeList slot of the first page of the free list
   * @param untouched slot that counts the pages handed out for the first time
   * @param links first of {@code count} slots
   */
  public record Slots(long first, int count, int freeList, int untouched, int links) {

    /**
     * Reserves the state.
     *
     * @param firstByte physical address of the first page
     * @param end physical address after the last
     */
    public static Slots reserve(ArenaBuilder builder, long firstByte, long end) {
      long first = firstByte >>> PhysicalMemory.PAGE_SHIFT;
      int count = Math.toIntExact((end >>> PhysicalMemory.PAGE_SHIFT) - first);
      if (first <= 0 || count <= 0) {
        throw new IllegalArgumentException(
            String.format("memory 0x%x-0x%x holds no page above 0", firstByte, end));
      }
      return new Slots(
          first,
          count,
          builder.slot("mm.page.free"),
          builder.slot("mm.page.untouched"),
          builder.slots("mm.page.link", count, SlotKind.STATE));
    }
  }

  /** Works on the slots of an arena. */
  public PageFrames(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  /** {@return a page whose contents are those of its last use, or {@link #NONE}} */
  public long take() {
    long free = arena.get(slots.freeList);
    if (free != NONE) {
      arena.set(slots.freeList, next(free));
      link(free, NONE);
      return free;
    }
    long untouched = arena.get(slots.untouched);
    if (untouched == slots.count) {
      return NONE;
    }
    arena.set(slots.untouched, untouched + 1);
    return slots.first + untouched;
  }

  /** {@return a page of zeros, or {@link #NONE}} Nobody else can reach it yet. */
  public long takeZeroed() {
    long page = take();
    if (page != NONE) {
      clear(page);
    }
    return page;
  }

  private void clear(long page) {
    PhysicalMemory memory = arena.memory();
    long address = page << PhysicalMemory.PAGE_SHIFT;
    for (int offset = 0; offset < PhysicalMemory.PAGE_BYTES; offset += Long.BYTES) {
      if (memory.readLong(address + offset) != 0) {
        memory.writeLong(address + offset, 0);
      }
    }
  }

  /**
   * Takes several pages, all or none.
   *
   * @param count at least 1
   * @return the first of a chain, or {@link #NONE}
   */
  public long takeChain(int count) {
    long head = NONE;
    for (int i = 0; i < count; i++) {
      long page = take();
      if (page == NONE) {
        giveChain(head);
        return NONE;
      }
      link(page, head);
      head = page;
    }
    return head;
  }

  /**
   * Takes contiguous pages that were never handed out. Pages that were come back one by one: there
   * is no buddy system that would put them together again.
   *
   * @param count how many, a multiple of {@code alignment}
   * @param alignment in pages, a power of two
   * @return the first of a chain in the order of their addresses, or {@link #NONE}
   */
  public long takeLargeChain(int count, int alignment) {
    long first = slots.first + arena.get(slots.untouched) + alignment - 1 & -alignment;
    if (first + count > slots.first + slots.count) {
      return NONE;
    }
    takeContiguous(count, alignment);
    for (long page = first + count - 1, next = NONE; page >= first; page--) {
      link(page, next);
      next = page;
    }
    return first;
  }

  /** Puts a page before a chain. @return the longer chain */
  public long push(long page, long chain) {
    link(page, chain);
    return page;
  }

  /**
   * Takes contiguous pages that were never handed out; for boot.
   *
   * @param alignment in pages, a power of two
   * @return the first page
   * @throws IllegalStateException if memory is exhausted
   */
  public long takeContiguous(int count, int alignment) {
    long next = slots.first + arena.get(slots.untouched);
    while ((next & (alignment - 1)) != 0) {
      give(next);
      next++;
    }
    if (next + count > slots.first + slots.count) {
      throw new IllegalStateException("physical memory is exhausted at boot");
    }
    arena.set(slots.untouched, next + count - slots.first);
    return next;
  }

  /** Takes a page back. */
  public void give(long page) {
    link(page, arena.get(slots.freeList));
    arena.set(slots.freeList, page);
  }

  /** Takes back a chain of pages. */
  public void giveChain(long head) {
    for (long page = head; page != NONE; ) {
      long next = next(page);
      give(page);
      page = next;
    }
  }

  /** Puts a page that is in no chain before a chain. @return the new chain */
  public long prepend(long page, long head) {
    link(page, head);
    return page;
  }

  /** {@return the page after this one in its chain, or {@link #NONE}} */
  public long next(long page) {
    return arena.get(slots.links + index(page));
  }

  private void link(long page, long to) {
    arena.set(slots.links + index(page), to);
  }

  private int index(long page) {
    long index = page - slots.first;
    if (index < 0 || index >= slots.count) {
      throw new IllegalStateException(String.format("page frame 0x%x is not managed", page));
    }
    return (int) index;
  }
}
