package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.tlb.PagingStructureCaches;
import org.emukernel.x86.tlb.TlbEntry;

/**
 * What one CPU holds of pages whose mapping changes and of text that does; two of them are
 * compared.
 *
 * @param translations what its TLB has
 * @param stale those of them whose flush has completed
 * @param text the stale bytes that it would fetch
 */
record CpuView(int cpu, List<String> translations, List<String> stale, String text) {

  private static final long FRAME = 0xf_ffff_ffff_f000L;
  private static final int PAGE_SHIFT = 12;

  static CpuView of(ExploredMachine machine, int cpu, MemoryNames names) {
    List<String> all = new ArrayList<>();
    List<String> stale = new ArrayList<>();
    Mmu mmu = machine.cpu(cpu).mmu();
    for (long page : machine.changingPages()) {
      for (TlbEntry entry : entries(mmu, page)) {
        all.add(text(entry));
        if (entry.condemned()) {
          stale.add(text(entry));
        }
      }
    }
    for (long page : machine.changingTables()) {
      addStructures(mmu.structures(), page, all, stale);
    }
    return new CpuView(cpu, all, stale, text(mmu, names));
  }

  private static void addStructures(
      PagingStructureCaches structures, long page, List<String> all, List<String> stale) {
    for (int index = structures.nextOf(page, ChangingPages.PDE, 0);
        index >= 0;
        index = structures.nextOf(page, ChangingPages.PDE, index + 1)) {
      long table = structures.structure(index) & FRAME;
      String text =
          "pmd(%s) -> page table 0x%x%s"
              .formatted(MemoryNames.linear(page), table, tag(structures.pcid(index)));
      all.add(text);
      if (structures.isCondemned(index) || structures.isFreed(index)) {
        stale.add(text);
      }
    }
  }

  private static String tag(int pcid) {
    return pcid == 0 ? "" : " (PCID " + pcid + ")";
  }

  private static List<TlbEntry> entries(Mmu mmu, long page) {
    List<TlbEntry> entries = new ArrayList<>();
    for (int number = mmu.tlb().nextOf(page, 0);
        number >= 0;
        number = mmu.tlb().nextOf(page, number + 1)) {
      entries.add(mmu.tlb().entry(number));
    }
    return entries;
  }

  private static String text(TlbEntry entry) {
    return "%s -> pfn 0x%x%s"
        .formatted(
            MemoryNames.linear(entry.linear()),
            (entry.translation() & FRAME) >>> PAGE_SHIFT,
            entry.global() ? " (global)" : tag(entry.pcid()));
  }

  private static String text(Mmu mmu, MemoryNames names) {
    if (mmu.staleBytes() == 0) {
      return "";
    }
    StringBuilder bytes = new StringBuilder(names.of(mmu.staleByteAt(0)) + " as");
    for (int i = 0; i < mmu.staleBytes(); i++) {
      bytes.append(" %02x".formatted(mmu.staleByteSeen(i)));
    }
    return bytes.toString();
  }

  /** Adds what is different now. */
  void changesTo(CpuView now, StepNotes notes) {
    String tlb = "TLB[" + cpu + "]";
    translations.stream()
        .filter(entry -> !now.translations.contains(entry))
        .forEach(entry -> notes.add(tlb + " -= " + entry));
    now.translations.stream()
        .filter(entry -> !translations.contains(entry))
        .forEach(entry -> notes.add(tlb + " += " + entry));
    now.stale.stream()
        .filter(entry -> !stale.contains(entry))
        .forEach(
            entry ->
                notes.add(
                    tlb + " keeps " + entry.replaceFirst(" -> (pfn|page table) 0x[0-9a-f]+", "")));
    if (!now.text.equals(text)) {
      notes.add("CPU " + cpu + (now.text.isEmpty() ? " sees the new text" : " sees " + now.text));
    }
  }
}
