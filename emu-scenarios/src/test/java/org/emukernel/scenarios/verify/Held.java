package org.emukernel.scenarios.verify;

import java.util.HashSet;
import java.util.Set;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.tlb.PagingStructureCaches;
import org.emukernel.x86.tlb.Tlb;
import org.emukernel.x86.tlb.TlbEntry;

/** What the CPUs' caches hold of those pages whose mapping changes, whatever places it has. */
final class Held {

  private record Translation(int cpu, TlbEntry entry) {}

  private record Structure(int cpu, long table, int pcid, boolean condemned, boolean freed) {}

  private final Set<Object> all = new HashSet<>();

  private Held() {}

  static Set<Object> of(ExploredMachine machine) {
    Held held = new Held();
    for (int cpu = 0; cpu < machine.cpus(); cpu++) {
      held.add(machine.cpu(cpu), machine.changingPages(), machine.changingTables());
    }
    return held.all;
  }

  static Set<Object> of(Iterable<Cpu> cpus, long[] pages, long[] tables) {
    Held held = new Held();
    cpus.forEach(cpu -> held.add(cpu, pages, tables));
    return held.all;
  }

  private void add(Cpu cpu, long[] pages, long[] tables) {
    Tlb tlb = cpu.mmu().tlb();
    for (long page : pages) {
      for (int n = tlb.nextOf(page, 0); n >= 0; n = tlb.nextOf(page, n + 1)) {
        all.add(new Translation(cpu.cpu(), tlb.entry(n)));
      }
    }
    for (long page : tables) {
      addStructures(cpu, page);
    }
  }

  private void addStructures(Cpu cpu, long page) {
    PagingStructureCaches caches = cpu.mmu().structures();
    int level = ChangingPages.PDE;
    for (int n = caches.nextOf(page, level, 0); n >= 0; n = caches.nextOf(page, level, n + 1)) {
      all.add(
          new Structure(
              cpu.cpu(),
              caches.structure(n),
              caches.pcid(n),
              caches.isCondemned(n),
              caches.isFreed(n)));
    }
  }
}
