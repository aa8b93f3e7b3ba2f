package org.emukernel.mm.vmalloc;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.paging.PageTableFormat;

/**
 * The vmap blocks of vm_map_ram() (struct vmap_block and vmap_block_queue, mm/vmalloc.c): 4 MiB of
 * vmalloc space each, handed out upwards in powers of two of pages and never again before the block
 * is purged as a whole. A block is named by its index, its place in vmalloc space in units of its
 * size (addr_to_vb_idx()). Data under vb->lock and vbq->lock: each operation is one step.
 */
final class VmapBlocks {

  /** VMAP_BBMAP_BITS: pages in a block. */
  static final int BITS = 1024;

  /** VMAP_BLOCK_SIZE. */
  static final long BYTES = (long) BITS * PageTableFormat.PAGE_BYTES;

  /** VMAP_PURGE_THRESHOLD: a block with fewer pages left is purged without being asked for. */
  static final int PURGE_THRESHOLD = BITS / 4;

  /** No block. */
  static final int NONE = -1;

  private static final int USED_WORDS = BITS / Long.SIZE;

  private final Arena arena;
  private final Slots slots;

  /**
   * Slots reserved for it; all fields of a block are stored so that zero means that there is none.
   *
   * @param start where vmalloc space begins
   * @param blocks how many blocks can be in it
   * @param count slot that counts the blocks that exist
   * @param heads first of one slot a CPU: its queue's first block, plus 1
   * @param next first of one slot a block: the block after it in its queue, plus 1
   * @param owner first of one slot a block: its CPU, plus 1
   * @param free first of one slot a block: pages never handed out
   * @param dirty first of one slot a block: pages unmapped
   * @param dirtyMin first of one slot a block: first page that no flush has covered yet
   * @param dirtyMax first of one slot a block: the page after the last of them
   * @param used first of 16 slots a block: which pages are mapped (used_map)
   */
  record Slots(
      long start,
      int blocks,
      int count,
      int heads,
      int next,
      int owner,
      int free,
      int dirty,
      int dirtyMin,
      int dirtyMax,
      int used) {

    static Slots reserve(ArenaBuilder builder, VmapRegion vmalloc, int cpus) {
      int blocks = (int) Math.max(1, vmalloc.modelled() / BYTES);
      return new Slots(
          vmalloc.start(),
          blocks,
          builder.slot("mm.vmap_block.count"),
          builder.slots("mm.vmap_block.queue", cpus, SlotKind.STATE),
          builder.slots("mm.vmap_block.next", blocks, SlotKind.STATE),
          builder.slots("mm.vmap_block.owner", blocks, SlotKind.STATE),
          builder.slots("mm.vmap_block.free", blocks, SlotKind.STATE),
          builder.slots("mm.vmap_block.dirty", blocks, SlotKind.STATE),
          builder.slots("mm.vmap_block.dirty_min", blocks, SlotKind.STATE),
          builder.slots("mm.vmap_block.dirty_max", blocks, SlotKind.STATE),
          builder.slots("mm.vmap_block.used", blocks * USED_WORDS, SlotKind.STATE));
    }
  }

  VmapBlocks(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
  }

  /** {@return the block that an address lies in} */
  int indexOf(long address) {
    return (int) ((address - slots.start) / BYTES);
  }

  /** {@return the first address of a block} */
  long address(int block) {
    return slots.start + block * BYTES;
  }

  private long get(int field, int block) {
    return arena.get(field + block);
  }

  private void set(int field, int block, long value) {
    arena.set(field + block, value);
  }

  boolean exists(int block) {
    return block >= 0 && block < slots.blocks && get(slots.owner, block) != 0;
  }

  /** {@return the first block from this index on, or {@link #NONE}} */
  int from(int index) {
    if (arena.get(slots.count) == 0) {
      return NONE;
    }
    for (int block = index; block < slots.blocks; block++) {
      if (exists(block)) {
        return block;
      }
    }
    return NONE;
  }

  /**
   * Makes a block of which the first pages are taken, last in its CPU's queue (new_vmap_block()).
   *
   * @param pages a power of two
   */
  void add(int cpu, int block, int pages) {
    arena.add(slots.count, 1);
    set(slots.owner, block, cpu + 1L);
    set(slots.free, block, BITS - pages);
    set(slots.dirty, block, 0);
    set(slots.dirtyMin, block, BITS);
    set(slots.dirtyMax, block, 0);
    markUsed(block, 0, pages, -1L);
    int tail = slots.heads + cpu;
    while (arena.get(tail) != 0) {
      tail = slots.next + (int) arena.get(tail) - 1;
    }
    arena.set(tail, block + 1L);
  }

  /**
   * Takes pages from the first block of a CPU's queue that has so many left (vb_alloc()).
   *
   * @return their address, or 0
   */
  long take(int cpu, int pages) {
    for (long at = arena.get(slots.heads + cpu); at != 0; at = get(slots.next, (int) at - 1)) {
      int block = (int) at - 1;
      int free = (int) get(slots.free, block);
      if (free >= pages) {
        int first = BITS - free;
        set(slots.free, block, free - pages);
        markUsed(block, first, pages, -1L);
        if (free == pages) {
          unqueue(block);
        }
        return address(block) + first * (long) PageTableFormat.PAGE_BYTES;
      }
    }
    return 0;
  }

  private void unqueue(int block) {
    int link = slots.heads + (int) get(slots.owner, block) - 1;
    while (arena.get(link) != 0) {
      if (arena.get(link) == block + 1L) {
        arena.set(link, get(slots.next, block));
        set(slots.next, block, 0);
        return;
      }
      link = slots.next + (int) arena.get(link) - 1;
    }
  }

  /** Marks pages of a block as mapped no more (bitmap_clear() of used_map in vb_free()). */
  void clearUsed(long address, int pages) {
    markUsed(indexOf(address), firstPage(address), pages, 0);
  }

  private int firstPage(long address) {
    return (int) ((address - slots.start) % BYTES / PageTableFormat.PAGE_BYTES);
  }

  private void markUsed(int block, int first, int pages, long to) {
    for (int page = first; page < first + pages; page++) {
      int slot = slots.used + block * USED_WORDS + page / Long.SIZE;
      long bit = 1L << page;
      arena.set(slot, arena.get(slot) & ~bit | to & bit);
    }
  }

  boolean isUsed(long address) {
    int slot = slots.used + indexOf(address) * USED_WORDS + firstPage(address) / Long.SIZE;
    return (arena.get(slot) >>> firstPage(address) & 1) != 0;
  }

  /**
   * Notes that pages are unmapped and not flushed (the end of vb_free()).
   *
   * @return whether the whole block is unmapped now, and must be freed
   */
  boolean dirty(long address, int pages) {
    int block = indexOf(address);
    int first = firstPage(address);
    set(slots.dirtyMin, block, Math.min(get(slots.dirtyMin, block), first));
    set(slots.dirtyMax, block, Math.max(get(slots.dirtyMax, block), first + pages));
    long dirty = get(slots.dirty, block) + pages;
    set(slots.dirty, block, dirty);
    return dirty == BITS;
  }

  /** How eagerly a block is purged. */
  enum Purge {
    /** Only if little of it is left (VMAP_PURGE_THRESHOLD). */
    IF_LITTLE_IS_LEFT,
    /** Whatever is left of it. */
    FORCED
  }

  /**
   * Takes a block in which nothing is mapped out of use (purge_fragmented_block()): its pages that
   * were never handed out never will be.
   *
   * @return whether that was so; then it must be freed
   */
  boolean purgeFragmented(int block, Purge purge) {
    long free = get(slots.free, block);
    long dirty = get(slots.dirty, block);
    boolean emptied = free + dirty == BITS && dirty != BITS;
    if (!emptied || purge != Purge.FORCED && free >= PURGE_THRESHOLD) {
      return false;
    }
    set(slots.free, block, 0);
    set(slots.dirty, block, BITS);
    set(slots.dirtyMin, block, 0);
    set(slots.dirtyMax, block, BITS);
    unqueue(block);
    return true;
  }

  /** {@return whether a block has unmapped pages that no flush has covered} */
  boolean needsFlush(int block) {
    return get(slots.dirtyMax, block) != 0 && get(slots.dirty, block) != BITS;
  }

  /** {@return the first address of the unmapped pages that no flush has covered} */
  long dirtyStart(int block) {
    return address(block) + get(slots.dirtyMin, block) * PageTableFormat.PAGE_BYTES;
  }

  /** {@return the address after the last of them} */
  long dirtyEnd(int block) {
    return address(block) + get(slots.dirtyMax, block) * PageTableFormat.PAGE_BYTES;
  }

  /** Prevents that the unmapped pages so far are flushed again. */
  void flushed(int block) {
    set(slots.dirtyMin, block, BITS);
    set(slots.dirtyMax, block, 0);
  }

  /** Forgets a block (free_vmap_block()). */
  void remove(int block) {
    unqueue(block);
    set(slots.owner, block, 0);
    arena.add(slots.count, -1);
  }
}
