package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * Takes page-table pages that map nothing any more out of the kernel's tables; for {@link
 * org.emukernel.mm.MemoryOption#FREE_PAGE_TABLES}. Linux has no such function for vmalloc space.
 * Argument: the first area of a lazy list that was taken away. Returns a chain of the pages, which
 * may be freed once a flush has completed.
 *
 * <p>A table goes if nobody owns an address that it covers. That is asked in the same step that
 * unlinks it, under free_vmap_area_lock; who takes an address there later finds no table and makes
 * a new one.
 */
final class UnlinkPageTables extends KernelRoutine {

  private static final int SPAN = 1;
  private static final int DESCEND = 2;

  private static final int AREA = 0;
  private static final int ADDRESS = 1;
  private static final int TABLE = 2;
  private static final int LEVEL = 3;
  private static final int CHAIN = 4;

  /* The level whose entries lead to tables of base pages. */
  private static final int PARENT = 2;

  private final VmapAreas areas;
  private final KernelMemory memory;
  private final PageTableFormat format;

  UnlinkPageTables(VmapAreas areas, KernelMemory memory) {
    super("vmap_unlink_page_tables", 5, "start", "next_span", "descend", "pmd_clear");
    this.areas = areas;
    this.memory = memory;
    this.format = memory.format();
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        f.setLocal(CHAIN, PageFrames.NONE);
        startArea(f, f.arg(0));
      }
      case SPAN -> startSpan(f);
      case DESCEND -> descend(f);
      case 3 -> unlink(f);
      default -> throw noLabel(f.label());
    }
  }

  private long span() {
    return format.bytesCovered(PARENT);
  }

  private void startArea(RoutineFrame f, long area) {
    f.setLocal(AREA, area);
    f.setLocal(ADDRESS, area & -span());
    f.goTo(SPAN);
  }

  private void startSpan(RoutineFrame f) {
    long area = f.local(AREA);
    long end = area + areas.pages(area) * PageTableFormat.PAGE_BYTES;
    if (Long.compareUnsigned(f.local(ADDRESS), end) < 0) {
      f.setLocal(TABLE, memory.rootTable());
      f.setLocal(LEVEL, format.levels());
      return;
    }
    long next = areas.nextLazy(area);
    if (next == 0) {
      f.ret(f.local(CHAIN));
    } else {
      startArea(f, next);
    }
  }

  private long entryAddress(RoutineFrame f) {
    return memory.entryAddress(f.local(TABLE), f.local(ADDRESS), (int) f.local(LEVEL));
  }

  private void descend(RoutineFrame f) {
    int level = (int) f.local(LEVEL);
    long entry = f.load(entryAddress(f), PageTableFormat.ENTRY_BYTES);
    if (!format.present(entry) || format.leaf(entry, level)) {
      nextSpan(f);
    } else if (level > PARENT) {
      f.setLocal(TABLE, memory.tableOf(entry, level));
      f.setLocal(LEVEL, level - 1L);
      f.goTo(DESCEND);
    }
  }

  private void unlink(RoutineFrame f) {
    long start = f.local(ADDRESS);
    if (areas.unused(start, start + span())) {
      long entry = f.exchange(entryAddress(f), PageTableFormat.ENTRY_BYTES, PageTableFormat.NONE);
      if (format.present(entry)) {
        long page = format.physical(entry, PARENT) >>> PageTableFormat.PAGE_SHIFT;
        f.setLocal(CHAIN, memory.frames().push(page, f.local(CHAIN)));
      }
    }
    nextSpan(f);
  }

  private void nextSpan(RoutineFrame f) {
    f.setLocal(ADDRESS, f.local(ADDRESS) + span());
    f.goTo(SPAN);
  }
}
