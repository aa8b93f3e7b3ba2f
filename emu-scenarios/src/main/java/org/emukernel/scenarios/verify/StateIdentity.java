package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.tlb.TlbEntry;

/**
 * What makes a state of a machine the same as another: the arena's cells, and the cached
 * translations that may differ from the tables, whatever places of the TLB they have.
 */
final class StateIdentity {

  private final Arena arena;
  private final List<Cpu> cpus;
  private final long[] pages;
  private final long[] tables;

  StateIdentity(Arena arena, List<Cpu> cpus, ChangingPages changing) {
    this.arena = arena;
    this.cpus = List.copyOf(cpus);
    this.pages = changing.pages();
    this.tables = changing.tables();
  }

  /** {@return 64 bits, the same for states that are the same} */
  long hash() {
    long hash = arena.hash();
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      Mmu mmu = cpus.get(cpu).mmu();
      for (long page : pages) {
        hash ^= SplitMix64.mix(mmu.tlb().hashOf(page) + cpu + 1);
      }
      for (long page : tables) {
        hash ^= SplitMix64.mix(mmu.structures().hashOf(page, ChangingPages.PDE) - cpu - 1);
      }
    }
    return hash;
  }

  /** {@return 64 further bits} */
  long secondHash() {
    long hash = arena.secondHash();
    for (long word : translations()) {
      hash = SplitMix64.mix(hash + word);
    }
    return hash;
  }

  /**
   * {@return all that differs from the first state, and the translations}
   *
   * @param root the journal in the first state
   */
  long[] whole(int root) {
    return LongStream.concat(LongStream.of(arena.stateSince(root)), LongStream.of(translations()))
        .toArray();
  }

  /* Of each CPU what it has for pages whose mapping changes, in an order that depends on nothing else. */
  private long[] translations() {
    LongStream.Builder all = LongStream.builder();
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      Mmu mmu = cpus.get(cpu).mmu();
      all.add(cpu);
      for (long page : pages) {
        entries(mmu, page).sorted().forEach(all::add);
      }
      for (long page : tables) {
        all.add(mmu.structures().hashOf(page, ChangingPages.PDE));
      }
    }
    return all.build().toArray();
  }

  private static LongStream entries(Mmu mmu, long page) {
    LongStream.Builder entries = LongStream.builder();
    for (int n = mmu.tlb().nextOf(page, 0); n >= 0; n = mmu.tlb().nextOf(page, n + 1)) {
      TlbEntry entry = mmu.tlb().entry(n);
      entries.add(
          SplitMix64.mix(entry.linear() | entry.level() << 1 | (entry.global() ? 1 : 0))
              ^ SplitMix64.mix(entry.translation() | (entry.condemned() ? Long.MIN_VALUE : 0))
              ^ entry.pcid());
    }
    return entries.build();
  }
}
