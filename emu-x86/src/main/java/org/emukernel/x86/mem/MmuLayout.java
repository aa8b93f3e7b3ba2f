package org.emukernel.x86.mem;

import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.x86.tlb.TlbLayout;

/**
 * Where the state between one CPU and memory lies in the arena.
 *
 * @param cpu the CPU's number
 * @param spec the sizes
 * @param tlb slots of the translation caches
 * @param storeBuffer first slot of the store buffer
 * @param textView first slot of the view of kernel text
 * @param textOverflows observer slot: stale bytes refetched for want of space
 * @param awaited whether a monitor waits for the CPU to serialise
 */
public record MmuLayout(
    int cpu,
    MmuSpec spec,
    TlbLayout tlb,
    int storeBuffer,
    int textView,
    int textOverflows,
    int awaited) {

  /** Reserves the slots of one CPU, under names that start with {@code cpuN.}. */
  public static MmuLayout reserve(ArenaBuilder arena, int cpu, MmuSpec spec) {
    String name = "cpu" + cpu;
    return new MmuLayout(
        cpu,
        spec,
        TlbLayout.reserve(arena, name + ".tlb", spec.tlb()),
        StoreBuffer.reserve(arena, name + ".storeBuffer", spec.storeBufferEntries()),
        TextView.reserve(arena, name + ".staleText"),
        arena.observer(name + ".staleTextOverflows"),
        arena.slot(name + ".awaitedSerialization"));
  }
}
