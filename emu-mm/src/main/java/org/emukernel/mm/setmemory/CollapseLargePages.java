package org.emukernel.mm.setmemory;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.tlb.FlushAll;

/**
 * cpa_collapse_large_pages() with collapse_pmd_page(), arch/x86/mm/pat/set_memory.c (v6.18): where
 * a whole table maps contiguous memory of the right alignment, all of it alike, one large entry
 * takes its place; then everything is flushed on every CPU, and only then the tables are freed.
 * Arguments: address, pages.
 *
 * <p>The large entry is set with a compare and exchange, which stands for pgd_lock. Linux goes on
 * to join large pages to a page of 1 GiB; nothing here is mapped by those.
 */
final class CollapseLargePages extends KernelRoutine {

  private static final int SPAN = 1;
  private static final int DESCEND = 2;
  private static final int ENTRY = 3;
  private static final int SET = 4;
  private static final int FLUSH = 5;
  private static final int FREE = 7;

  private static final int ADDRESS = 0;
  private static final int TABLE = 1;
  private static final int LEVEL = 2;
  private static final int PARENT = 3;
  private static final int FIRST = 4;
  private static final int INDEX = 5;
  private static final int CHAIN = 6;
  private static final int PARENT_AT = 7;

  private static final int LARGE = 2;

  private final KernelMemory memory;
  private final PageTableFormat format;
  private final FlushAll flushAll;

  CollapseLargePages(KernelMemory memory, FlushAll flushAll) {
    super(
        "cpa_collapse_large_pages",
        8,
        "start",
        "next_pmd",
        "lookup_address",
        "ptep_get",
        "set_pmd",
        "flush_tlb_all",
        "flushed",
        "pagetable_free");
    this.memory = memory;
    this.flushAll = flushAll;
    this.format = memory.format();
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        f.setLocal(ADDRESS, f.arg(0) & -span());
        f.setLocal(CHAIN, PageFrames.NONE);
      }
      case SPAN -> startSpan(f);
      case DESCEND -> descend(f);
      case ENTRY -> compare(f);
      case SET -> set(f);
      case FLUSH -> flushAll.call(f);
      case 6 -> f.port().events().kernelRangeFlushed(f.port(), f.arg(0) & -span(), end(f));
      case FREE -> free(f);
      default -> throw noLabel(f.label());
    }
  }

  private long span() {
    return format.bytesCovered(LARGE);
  }

  private static long end(RoutineFrame f) {
    return f.arg(0) + f.arg(1) * PageTableFormat.PAGE_BYTES;
  }

  private void startSpan(RoutineFrame f) {
    if (Long.compareUnsigned(f.local(ADDRESS), end(f)) < 0) {
      f.setLocal(TABLE, memory.rootTable());
      f.setLocal(LEVEL, format.levels());
    } else if (f.local(CHAIN) == PageFrames.NONE) {
      f.ret();
    } else {
      f.goTo(FLUSH);
    }
  }

  private void nextSpan(RoutineFrame f) {
    f.setLocal(ADDRESS, f.local(ADDRESS) + span());
    f.goTo(SPAN);
  }

  private void descend(RoutineFrame f) {
    int level = (int) f.local(LEVEL);
    long at = memory.entryAddress(f.local(TABLE), f.local(ADDRESS), level);
    long entry = f.load(at, PageTableFormat.ENTRY_BYTES);
    if (!format.present(entry) || format.leaf(entry, level)) {
      nextSpan(f);
      return;
    }
    f.setLocal(PARENT, entry);
    f.setLocal(PARENT_AT, at);
    f.setLocal(TABLE, memory.tableOf(entry, level));
    f.setLocal(LEVEL, level - 1L);
    f.setLocal(INDEX, 0);
    f.goTo(level > LARGE ? DESCEND : ENTRY);
  }

  private void compare(RoutineFrame f) {
    long index = f.local(INDEX);
    long entry =
        f.load(f.local(TABLE) + index * PageTableFormat.ENTRY_BYTES, PageTableFormat.ENTRY_BYTES);
    if (index == 0) {
      f.setLocal(FIRST, entry);
    }
    if (!continues(f.local(FIRST), entry, index)) {
      nextSpan(f);
      return;
    }
    f.setLocal(INDEX, index + 1);
    f.goTo(index + 1 < PageTableFormat.ENTRIES ? ENTRY : SET);
  }

  private boolean continues(long first, long entry, long index) {
    long start = format.physical(first, 1);
    return format.present(entry)
        && (start & span() - 1) == 0
        && format.physical(entry, 1) == start + index * PageTableFormat.PAGE_BYTES
        && format.protection(entry).equals(format.protection(first));
  }

  private void set(RoutineFrame f) {
    long first = f.local(FIRST);
    long large = format.leafEntry(format.physical(first, 1), LARGE, format.protection(first));
    long table = f.local(PARENT);
    long old = f.compareExchange(f.local(PARENT_AT), PageTableFormat.ENTRY_BYTES, table, large);
    if (old == table) {
      long page = format.physical(table, LARGE) >>> PageTableFormat.PAGE_SHIFT;
      f.setLocal(CHAIN, memory.frames().push(page, f.local(CHAIN)));
    }
    nextSpan(f);
  }

  private void free(RoutineFrame f) {
    long page = f.local(CHAIN);
    if (page == PageFrames.NONE) {
      f.ret();
      return;
    }
    f.setLocal(CHAIN, memory.frames().next(page));
    memory.freeTable(f, page);
    f.goTo(FREE);
  }
}
