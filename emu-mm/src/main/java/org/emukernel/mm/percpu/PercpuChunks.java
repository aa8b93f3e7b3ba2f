package org.emukernel.mm.percpu;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.PageFrames;

/**
 * The chunks of per-CPU memory (struct pcpu_chunk and pcpu_chunk_lists, mm/percpu.c, v6.18): each
 * has one unit of 256 KiB for every CPU, one after the other in vmalloc space, of which only the
 * pages that are in use are populated, for all CPUs alike. A chunk is named by its number. Data
 * under pcpu_lock: each operation is one step.
 *
 * <p>The chunk of the static per-CPU variables, which Linux makes at boot and fills first, is not
 * among them.
 */
final class PercpuChunks {

  /** Pages of one CPU in a chunk (pcpu_unit_pages). */
  static final int UNIT_PAGES = 64;

  /** Bytes of one CPU in a chunk (pcpu_unit_size). */
  static final long UNIT_BYTES = (long) UNIT_PAGES * PageTableFormat.PAGE_BYTES;

  /** What addresses and sizes are multiples of. Linux's PCPU_MIN_ALLOC_SIZE is 4. */
  static final int GRAIN = 8;

  /** PCPU_EMPTY_POP_PAGES_LOW. */
  static final int EMPTY_POP_PAGES_LOW = 2;

  /** PCPU_EMPTY_POP_PAGES_HIGH. */
  static final int EMPTY_POP_PAGES_HIGH = 4;

  /** PCPU_EMPTY_POP_RECLAIM_THRESHOLD: a chunk with this part of its pages empty is reclaimed. */
  static final int RECLAIM_THRESHOLD = 4;

  /** No chunk, no place. */
  static final int NONE = -1;

  private static final int GRAINS = (int) (UNIT_BYTES / GRAIN);
  private static final int PAGE_GRAINS = PageTableFormat.PAGE_BYTES / GRAIN;
  private static final int WORDS = GRAINS / Long.SIZE;

  /* pcpu_size_to_slot(): chunks are kept by the power of two of their free bytes. */
  private static final int SLOT_BASE_SHIFT = 5;

  /** On which list a chunk is (the special slots of pcpu_chunk_lists). */
  enum Place {
    /** By its free bytes, the wholly free ones last. */
    NORMAL,
    /** Isolated, searched after the normal ones (pcpu_sidelined_slot). */
    SIDELINED,
    /** Isolated, waits for pcpu_reclaim_populated() (pcpu_to_depopulate_slot). */
    TO_DEPOPULATE
  }

  private final Arena arena;
  private final Slots slots;

  /**
   * Slots reserved for it.
   *
   * @param chunks how many chunks there can be
   * @param base first of one slot a chunk: its address, 0 if it is not there
   * @param place first of one slot a chunk: {@link Place}
   * @param populated first of one slot a chunk: its populated pages, one bit each
   * @param freeBytes first of one slot a chunk: bytes that are not free, so that zero means all
   * @param taken first of 512 slots a chunk: which grains are taken
   * @param bound first of 512 slots a chunk: which grains begin an allocation or follow one
   * @param pages first of 64 slots a chunk: the physical pages behind each page, a chain over CPUs
   */
  record Slots(
      int chunks,
      int base,
      int place,
      int populated,
      int freeBytes,
      int taken,
      int bound,
      int pages) {

    static Slots reserve(ArenaBuilder builder, int chunks) {
      return new Slots(
          chunks,
          builder.slots("mm.pcpu.base", chunks, SlotKind.STATE),
          builder.slots("mm.pcpu.place", chunks, SlotKind.STATE),
          builder.slots("mm.pcpu.populated", chunks, SlotKind.STATE),
          builder.slots("mm.pcpu.used_bytes", chunks, SlotKind.STATE),
          builder.slots("mm.pcpu.alloc_map", chunks * WORDS, SlotKind.STATE),
          builder.slots("mm.pcpu.bound_map", chunks * WORDS, SlotKind.STATE),
          builder.slots("mm.pcpu.pages", chunks * UNIT_PAGES, SlotKind.STATE));
    }
  }

  PercpuChunks(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  int count() {
    return slots.chunks;
  }

  boolean exists(int chunk) {
    return arena.get(slots.base + chunk) != 0;
  }

  /** {@return the number that {@link #add} would give, or {@link #NONE}} */
  int unusedNumber() {
    for (int chunk = 0; chunk < slots.chunks; chunk++) {
      if (!exists(chunk)) {
        return chunk;
      }
    }
    return NONE;
  }

  /** Adds a chunk in which nothing is populated. @return its number, or {@link #NONE} */
  int add(long base) {
    int chunk = unusedNumber();
    if (chunk != NONE) {
      arena.set(slots.base + chunk, base);
      arena.set(slots.place + chunk, Place.NORMAL.ordinal());
    }
    return chunk;
  }

  /** Forgets a chunk in which nothing is taken or populated. */
  void remove(int chunk) {
    if (usedBytes(chunk) != 0 || populated(chunk) != 0) {
      throw new IllegalStateException("per-CPU chunk " + chunk + " is in use");
    }
    arena.set(slots.base + chunk, 0);
    arena.set(slots.place + chunk, 0);
  }

  long base(int chunk) {
    return arena.get(slots.base + chunk);
  }

  /** {@return the address of a page of a chunk for a CPU (pcpu_chunk_addr())} */
  long address(int chunk, int cpu, int page) {
    return base(chunk) + cpu * UNIT_BYTES + (long) page * PageTableFormat.PAGE_BYTES;
  }

  /** {@return the chunk whose first unit holds an address, or {@link #NONE}} */
  int chunkOf(long address) {
    for (int chunk = 0; chunk < slots.chunks; chunk++) {
      if (exists(chunk) && Long.compareUnsigned(address - base(chunk), UNIT_BYTES) < 0) {
        return chunk;
      }
    }
    return NONE;
  }

  Place place(int chunk) {
    return Place.values()[(int) arena.get(slots.place + chunk)];
  }

  void move(int chunk, Place place) {
    arena.set(slots.place + chunk, place.ordinal());
  }

  long populated(int chunk) {
    return arena.get(slots.populated + chunk);
  }

  private long usedBytes(int chunk) {
    return arena.get(slots.freeBytes + chunk);
  }

  boolean isFree(int chunk) {
    return usedBytes(chunk) == 0;
  }

  /* 0 for a chunk that is wholly free, so that it comes last. */
  private int slot(int chunk) {
    if (isFree(chunk)) {
      return Integer.MAX_VALUE;
    }
    if (place(chunk) == Place.SIDELINED) {
      return Integer.MAX_VALUE - 1;
    }
    long free = UNIT_BYTES - usedBytes(chunk);
    int highest = Long.SIZE - Long.numberOfLeadingZeros(free);
    return Math.max(highest - SLOT_BASE_SHIFT + 2, 1);
  }

  /**
   * Takes memory from the chunk that is fullest among those that can give it (the search of
   * pcpu_alloc()); a chunk that was sidelined is back in use with that (pcpu_reintegrate_chunk()).
   *
   * @param bytes a multiple of {@link #GRAIN}, at most a unit
   * @param align a power of two, at least {@link #GRAIN}
   * @return the place as {@link #address} of the first CPU, or 0
   */
  long take(long bytes, long align) {
    int count = (int) (bytes / GRAIN);
    int step = (int) (align / GRAIN);
    int best = NONE;
    int bestFirst = NONE;
    for (int chunk = 0; chunk < slots.chunks; chunk++) {
      if (exists(chunk)
          && place(chunk) != Place.TO_DEPOPULATE
          && (best == NONE || slot(chunk) < slot(best))) {
        int first = fit(chunk, count, step);
        best = first == NONE ? best : chunk;
        bestFirst = first == NONE ? bestFirst : first;
      }
    }
    if (best == NONE) {
      return 0;
    }
    mark(best, bestFirst, count, -1L);
    setBound(best, bestFirst, 1);
    setBound(best, bestFirst + count, 1);
    arena.add(slots.freeBytes + best, bytes);
    move(best, Place.NORMAL);
    return base(best) + (long) bestFirst * GRAIN;
  }

  private int fit(int chunk, int count, int step) {
    for (int first = 0; first + count <= GRAINS; ) {
      int taken = takenFrom(chunk, first, first + count);
      if (taken == NONE) {
        return first;
      }
      first = (taken + step) / step * step;
    }
    return NONE;
  }

  /* The last taken grain of a range, or NONE. */
  private int takenFrom(int chunk, int first, int end) {
    for (int at = end - 1; at >= first; ) {
      int word = at / Long.SIZE;
      long bits = word(slots.taken, chunk, word) & -1L >>> Long.SIZE - 1 - at % Long.SIZE;
      int found = word * Long.SIZE + Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
      if (bits != 0) {
        return found >= first ? found : NONE;
      }
      at = word * Long.SIZE - 1;
    }
    return NONE;
  }

  private long word(int field, int chunk, int word) {
    return arena.get(field + chunk * WORDS + word);
  }

  private void mark(int chunk, int first, int count, long to) {
    for (int at = first; at < first + count; at++) {
      setBit(slots.taken, chunk, at, to & 1);
    }
  }

  private void setBit(int field, int chunk, int at, long value) {
    int slot = field + chunk * WORDS + at / Long.SIZE;
    long bit = 1L << at;
    arena.set(slot, value == 0 ? arena.get(slot) & ~bit : arena.get(slot) | bit);
  }

  private void setBound(int chunk, int at, long value) {
    if (at < GRAINS) {
      setBit(slots.bound, chunk, at, value);
    }
  }

  private boolean isBound(int chunk, int at) {
    return at >= GRAINS || (word(slots.bound, chunk, at / Long.SIZE) >>> at & 1) != 0;
  }

  private boolean isTaken(int chunk, int at) {
    return at >= 0 && at < GRAINS && (word(slots.taken, chunk, at / Long.SIZE) >>> at & 1) != 0;
  }

  /**
   * Gives memory back (pcpu_free_area()).
   *
   * @param address as {@link #take} gave it
   * @return its chunk, or {@link #NONE} if no allocation begins there
   */
  int give(long address) {
    int chunk = chunkOf(address);
    if (chunk == NONE) {
      return NONE;
    }
    int first = (int) ((address - base(chunk)) / GRAIN);
    if (!isBound(chunk, first) || !isTaken(chunk, first)) {
      return NONE;
    }
    int end = first + 1;
    while (!isBound(chunk, end)) {
      end++;
    }
    mark(chunk, first, end - first, 0);
    /* A bound stays where a neighbour begins or ends. */
    setBound(chunk, first, isTaken(chunk, first - 1) ? 1 : 0);
    setBound(chunk, end, isTaken(chunk, end) ? 1 : 0);
    arena.add(slots.freeBytes + chunk, -(long) (end - first) * GRAIN);
    return chunk;
  }

  /** {@return how many bytes an allocation has} */
  long bytes(long address) {
    int chunk = chunkOf(address);
    int first = (int) ((address - base(chunk)) / GRAIN);
    int end = first + 1;
    while (!isBound(chunk, end)) {
      end++;
    }
    return (long) (end - first) * GRAIN;
  }

  /** {@return whether nothing of a page is taken} */
  boolean isEmpty(int chunk, int page) {
    return takenFrom(chunk, page * PAGE_GRAINS, (page + 1) * PAGE_GRAINS) == NONE;
  }

  /** {@return how many populated pages of a chunk are empty (nr_empty_pop_pages)} */
  int emptyPopulated(int chunk) {
    int count = 0;
    for (long left = populated(chunk); left != 0; left &= left - 1) {
      count += isEmpty(chunk, Long.numberOfTrailingZeros(left)) ? 1 : 0;
    }
    return count;
  }

  /** {@return the same over all chunks that are not isolated (pcpu_nr_empty_pop_pages)} */
  int emptyPopulated() {
    int count = 0;
    for (int chunk = 0; chunk < slots.chunks; chunk++) {
      count += exists(chunk) && place(chunk) == Place.NORMAL ? emptyPopulated(chunk) : 0;
    }
    return count;
  }

  /** {@return how many chunks are wholly free and not isolated} */
  int freeChunks() {
    int count = 0;
    for (int chunk = 0; chunk < slots.chunks; chunk++) {
      count += exists(chunk) && place(chunk) == Place.NORMAL && isFree(chunk) ? 1 : 0;
    }
    return count;
  }

  /** {@return the first page from this one to {@code end} that is not populated, or NONE} */
  int unpopulated(int chunk, int from, int end) {
    for (int page = from; page < end; page++) {
      if ((populated(chunk) >>> page & 1) == 0) {
        return page;
      }
    }
    return NONE;
  }

  /** Marks a page as populated by a chain of physical pages, one for each CPU. */
  void populate(int chunk, int page, long chain) {
    arena.set(slots.populated + chunk, populated(chunk) | 1L << page);
    arena.set(slots.pages + chunk * UNIT_PAGES + page, chain);
  }

  /** Marks a page as not populated. @return its chain of physical pages */
  long depopulate(int chunk, int page) {
    int slot = slots.pages + chunk * UNIT_PAGES + page;
    long chain = arena.get(slot);
    arena.set(slot, PageFrames.NONE);
    arena.set(slots.populated + chunk, populated(chunk) & ~(1L << page));
    return chain;
  }

  /** pcpu_should_reclaim_chunk(): whether a chunk has so many empty pages that they should go. */
  boolean shouldReclaim(int chunk) {
    int empty = emptyPopulated(chunk);
    if (place(chunk) != Place.NORMAL) {
      return empty > 0;
    }
    return emptyPopulated() > EMPTY_POP_PAGES_HIGH + empty
        && empty >= UNIT_PAGES / RECLAIM_THRESHOLD;
  }
}
