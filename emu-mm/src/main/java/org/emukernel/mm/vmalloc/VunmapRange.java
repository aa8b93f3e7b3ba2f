package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;

/**
 * __vunmap_range_noflush(), mm/vmalloc.c: clears the leaf entries of a range, each with one
 * exchange (ptep_get_and_clear()), and flushes nothing. The tables stay for ever: that is what
 * makes a late flush of vmalloc space safe from the paging-structure caches. Arguments: start, end.
 */
final class VunmapRange extends KernelRoutine {

  private static final int START = 0;
  private static final int DESCEND = 1;
  private static final int CLEAR = 2;
  private static final int NEXT_TABLE = 3;
  private static final int CLEAR_LARGE = 4;
  private static final int ADDRESS = 0;
  private static final int TABLE = 1;
  private static final int LEVEL = 2;

  private final KernelMemory memory;
  private final PageTableFormat format;

  VunmapRange(KernelMemory memory) {
    super(
        "__vunmap_range_noflush",
        3,
        "pgd_offset_k",
        "descend",
        "ptep_get_and_clear",
        "next_table",
        "pmd_clear_huge");
    this.memory = memory;
    this.format = memory.format();
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case START -> {
        f.setLocal(ADDRESS, f.arg(0));
        fromRoot(f);
      }
      case DESCEND -> descend(f);
      case CLEAR -> clear(f);
      case NEXT_TABLE -> fromRoot(f);
      case CLEAR_LARGE -> clearLarge(f);
      default -> throw noLabel(f.label());
    }
  }

  private void fromRoot(RoutineFrame f) {
    f.setLocal(LEVEL, format.levels());
    f.setLocal(TABLE, memory.rootTable());
    descend(f);
  }

  private void descend(RoutineFrame f) {
    int level = (int) f.local(LEVEL);
    long entry = f.load(entryAddress(f), PageTableFormat.ENTRY_BYTES);
    if (!format.present(entry)) {
      long span = format.bytesCovered(level);
      nextTable(f, (f.local(ADDRESS) & -span) + span);
      return;
    }
    if (format.leaf(entry, level)) {
      f.goTo(CLEAR_LARGE);
      return;
    }
    f.setLocal(TABLE, memory.tableOf(entry, level));
    f.setLocal(LEVEL, level - 1);
    f.goTo(level - 1 == 1 ? CLEAR : DESCEND);
  }

  private long entryAddress(RoutineFrame f) {
    return memory.entryAddress(f.local(TABLE), f.local(ADDRESS), (int) f.local(LEVEL));
  }

  private void clear(RoutineFrame f) {
    f.exchange(entryAddress(f), PageTableFormat.ENTRY_BYTES, PageTableFormat.NONE);
    long following = f.local(ADDRESS) + PageTableFormat.PAGE_BYTES;
    f.setLocal(ADDRESS, following);
    if (following == f.arg(1)) {
      f.ret();
    } else {
      f.goTo(format.index(following, 1) == 0 ? NEXT_TABLE : CLEAR);
    }
  }

  private void clearLarge(RoutineFrame f) {
    f.exchange(entryAddress(f), PageTableFormat.ENTRY_BYTES, PageTableFormat.NONE);
    long span = format.bytesCovered((int) f.local(LEVEL));
    nextTable(f, (f.local(ADDRESS) & -span) + span);
  }

  private static void nextTable(RoutineFrame f, long address) {
    f.setLocal(ADDRESS, address);
    if (Long.compareUnsigned(address, f.arg(1)) >= 0) {
      f.ret();
    } else {
      f.goTo(NEXT_TABLE);
    }
  }
}
