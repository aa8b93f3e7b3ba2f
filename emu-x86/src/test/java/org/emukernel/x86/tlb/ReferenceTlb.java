package org.emukernel.x86.tlb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.emukernel.x86.paging.TranslationControls;

/**
 * Translation caches without geometry: a list of entries and the sentences of SDM vol. 3A,
 * "Operations that Invalidate TLBs and Paging-Structure Caches", each as one filter.
 */
final class ReferenceTlb {

  /** One entry; level 1..3 and structure = false is a translation, else a cached structure. */
  record Entry(long first, int level, int pcid, boolean global, boolean structure, long data) {

    boolean covers(long linear) {
      long size = 1L << 3 + 9 * level;
      return linear - first >= 0 && linear - first < size;
    }

    boolean isOf(int wanted) {
      return !global && pcid == wanted;
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  void insert(long linear, int level, int pcid, boolean global, long data) {
    put(new Entry(base(linear, level), level, global ? 0 : pcid, global, false, data));
  }

  void insertStructure(long linear, int level, int pcid, long data) {
    put(new Entry(base(linear, level), level, pcid, false, true, data));
  }

  private void put(Entry entry) {
    entries.removeIf(
        old ->
            old.first == entry.first
                && old.level == entry.level
                && old.pcid == entry.pcid
                && old.global == entry.global
                && old.structure == entry.structure);
    entries.add(entry);
  }

  private static long base(long linear, int level) {
    return linear & -(1L << 3 + 9 * level);
  }

  /* The data of the translation used: smallest page, own PCID before global; null on a miss. */
  Long lookUp(long linear, int pcid) {
    for (int level = 1; level <= 3; level++) {
      int wanted = level;
      Predicate<Entry> usable = e -> !e.structure && e.level == wanted && e.covers(linear);
      Long own = first(usable.and(e -> e.isOf(pcid)));
      Long found = own != null ? own : first(usable.and(Entry::global));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  Long lookUpStructure(long linear, int level, int pcid) {
    return first(e -> e.structure && e.level == level && e.covers(linear) && e.pcid == pcid);
  }

  /* The data of the entry with exactly this tag, as a list of none or one. */
  List<Long> dataOf(long linear, int level, int pcid, boolean global) {
    return entries.stream()
        .filter(e -> !e.structure && e.first == linear && e.level == level)
        .filter(e -> e.global == global && e.pcid == pcid)
        .map(Entry::data)
        .toList();
  }

  private Long first(Predicate<Entry> wanted) {
    return entries.stream().filter(wanted).map(Entry::data).findFirst().orElse(null);
  }

  void invlpg(long linear, int pcid) {
    entries.removeIf(e -> !e.structure && e.covers(linear) && (e.global || e.pcid == pcid));
    entries.removeIf(e -> e.structure && e.pcid == pcid);
  }

  void invpcid(int type, long linear, int pcid) {
    switch (type) {
      case 0 -> entries.removeIf(e -> e.isOf(pcid) && e.covers(linear));
      case 1 -> entries.removeIf(e -> e.isOf(pcid));
      case 2 -> entries.clear();
      default -> entries.removeIf(e -> !e.global);
    }
  }

  void pageFault(long linear, int pcid) {
    entries.removeIf(e -> e.covers(linear) && (e.global || e.pcid == pcid));
  }

  void movToCr3(long source, long cr4) {
    if ((cr4 & TranslationControls.CR4_PCIDE) == 0) {
      entries.removeIf(e -> e.isOf(0));
    } else if (source >= 0) {
      entries.removeIf(e -> e.isOf((int) source & 0xfff));
    }
  }

  void movToCr4(long before, long after, int pcid) {
    boolean pge = bit(before, 7) != bit(after, 7);
    boolean pcideCleared = bit(before, 17) && !bit(after, 17);
    boolean pae = bit(before, 5) != bit(after, 5);
    boolean smepSet = !bit(before, 20) && bit(after, 20);
    if (pge || pcideCleared) {
      entries.clear();
    } else if (pae || smepSet) {
      entries.removeIf(e -> e.global || e.pcid == pcid);
    }
  }

  private static boolean bit(long value, int number) {
    return (value >>> number & 1) != 0;
  }
}
