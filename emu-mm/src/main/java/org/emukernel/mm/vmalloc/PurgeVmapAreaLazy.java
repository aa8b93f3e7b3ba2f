package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.MemoryOption;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * __purge_vmap_area_lazy(), mm/vmalloc.c: one flush of the span of all lazy areas and of the range
 * that the caller names; only then the areas become free, one a step. Called with vmap_purge_lock
 * held. Arguments: start, end (-1 and 0 for none). Returns whether anything was purged.
 */
final class PurgeVmapAreaLazy extends KernelRoutine {

  private static final int START = 0;
  private static final int END = 1;
  private static final int AREA = 2;
  private static final int AREAS = 3;
  private static final int PAGES = 4;
  private static final int TABLES = 5;
  private static final int FREE_TABLE = 2;
  private static final int TRACE = 5;

  private final VmapAreas areas;
  private final KernelMemory memory;
  private final boolean freesTables;
  private final KernelSymbol flush;
  private final KernelSymbol unlinkTables = new KernelSymbol("vmap_unlink_page_tables");
  private final KernelSymbol lazyNr = new KernelSymbol(VmallocRoutines.VMAP_LAZY_NR);

  PurgeVmapAreaLazy(VmapAreas areas, KernelMemory memory, VmallocPolicy policy) {
    super(
        "__purge_vmap_area_lazy",
        6,
        "purge_list",
        "flush_tlb_kernel_range",
        "free_page_tables",
        "purge_vmap_node",
        "atomic_long_sub",
        "trace_purge_vmap_area_lazy");
    this.areas = areas;
    this.memory = memory;
    this.freesTables = policy.has(MemoryOption.FREE_PAGE_TABLES);
    this.flush = new KernelSymbol(policy.flush());
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> begin(f);
      case 1 -> {
        f.setLocal(TABLES, freesTables ? f.result() : PageFrames.NONE);
        f.call(flush.in(f), f.local(START), f.local(END));
      }
      case FREE_TABLE -> freeTable(f);
      case 3 -> purgeOne(f);
      case 4 -> f.fetchAdd(lazyNr.in(f), Long.BYTES, -f.local(PAGES));
      case TRACE -> {
        long purged = f.local(AREAS);
        f.port().events().purgeVmapAreaLazy(f.port(), f.local(START), f.local(END), purged);
        f.ret(purged > 0 ? 1 : 0);
      }
      default -> throw noLabel(f.label());
    }
  }

  private void begin(RoutineFrame f) {
    f.setLocal(START, VmapAreas.unsignedMin(f.arg(0), areas.lazyStart()));
    f.setLocal(END, VmapAreas.unsignedMax(f.arg(1), areas.lazyEnd()));
    long first = areas.takeLazy();
    f.setLocal(AREA, first);
    f.setLocal(AREAS, 0);
    f.setLocal(PAGES, 0);
    if (first == 0) {
      f.goTo(TRACE);
    } else if (freesTables) {
      f.call(unlinkTables.in(f), first);
    }
  }

  private void freeTable(RoutineFrame f) {
    long table = f.local(TABLES);
    if (table != PageFrames.NONE) {
      f.setLocal(TABLES, memory.frames().next(table));
      memory.freeTable(f, table);
      f.goTo(FREE_TABLE);
    }
  }

  private void purgeOne(RoutineFrame f) {
    long area = f.local(AREA);
    f.setLocal(AREAS, f.local(AREAS) + 1);
    f.setLocal(PAGES, f.local(PAGES) + areas.pages(area));
    long next = areas.purge(area);
    f.setLocal(AREA, next);
    if (next != 0) {
      f.goTo(f.label());
    }
  }
}
