package org.emukernel.mm.bpf;

import java.util.stream.IntStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.mm.page.PageRuns;

/**
 * The packs that BPF programs share (pack_list, kernel/bpf/core.c): 2 MiB each, in chunks of 64
 * bytes. Reached under pack_mutex only.
 */
final class ProgPacks {

  /** BPF_PROG_PACK_SIZE on a machine with one NUMA node. */
  static final long PACK_BYTES = 2L << 20;

  private static final long CHUNK_BYTES = 64;

  private final Arena arena;
  private final int bases;
  private final PageRuns[] chunks;

  /**
   * Slots reserved for it.
   *
   * @param bases first slot of the packs' addresses, 0 for a pack that is not there
   * @param chunks the chunks of each pack
   */
  record Slots(int bases, PageRuns.Slots[] chunks) {

    static Slots reserve(ArenaBuilder builder, int packs) {
      return new Slots(
          builder.slots("mm.bpf.pack", packs, SlotKind.STATE),
          IntStream.range(0, packs)
              .mapToObj(i -> chunkSlots(builder, i))
              .toArray(PageRuns.Slots[]::new));
    }

    private static PageRuns.Slots chunkSlots(ArenaBuilder builder, int pack) {
      return PageRuns.Slots.reserve(
          builder, "mm.bpf.pack" + pack, (int) (PACK_BYTES / CHUNK_BYTES));
    }
  }

  ProgPacks(Arena arena, Slots slots) {
    this.arena = arena;
    this.bases = slots.bases;
    this.chunks = new PageRuns[slots.chunks.length];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = new PageRuns(arena, slots.chunks[i]);
    }
  }

  /** {@return where a program of this size fits in a pack that is there, taken; or 0} */
  long take(long bytes) {
    for (int pack = 0; pack < chunks.length; pack++) {
      long base = arena.get(bases + pack);
      long chunk = base == 0 ? PageRuns.NONE : chunks[pack].lowest(count(bytes), 1);
      if (chunk != PageRuns.NONE) {
        chunks[pack].take((int) chunk, count(bytes));
        return base + chunk * CHUNK_BYTES;
      }
    }
    return 0;
  }

  private static int count(long bytes) {
    return (int) ((bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
  }

  /** {@return whether one more pack can be kept} */
  boolean hasRoom() {
    return free() >= 0;
  }

  private int free() {
    for (int pack = 0; pack < chunks.length; pack++) {
      if (arena.get(bases + pack) == 0) {
        return pack;
      }
    }
    return -1;
  }

  /** Adds an empty pack; {@link #hasRoom} said yes. */
  void add(long base) {
    arena.set(bases + free(), base);
  }

  /**
   * Gives a program's chunks back.
   *
   * @return the address of its pack if that is empty now and has been taken off the list, else 0
   */
  long give(long program, long bytes) {
    int pack = packOf(program);
    if (pack < 0) {
      throw new IllegalStateException(
          String.format("BPF program 0x%x is in no program pack", program));
    }
    long base = arena.get(bases + pack);
    chunks[pack].free((int) ((program - base) / CHUNK_BYTES), count(bytes));
    if (!chunks[pack].allFree()) {
      return 0;
    }
    arena.set(bases + pack, 0);
    return base;
  }

  private int packOf(long program) {
    for (int pack = 0; pack < chunks.length; pack++) {
      long base = arena.get(bases + pack);
      if (base != 0 && Long.compareUnsigned(program - base, PACK_BYTES) < 0) {
        return pack;
      }
    }
    return -1;
  }
}
