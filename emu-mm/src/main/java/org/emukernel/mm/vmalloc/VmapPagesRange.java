package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * vmap_pages_range_noflush(), mm/vmalloc.c: walks the kernel's tables by loads through the direct
 * map, adds the tables that are missing, and stores one entry a page. Arguments: address, pages,
 * first of a chain of physical pages, protection bits with {@link
 * VmallocNodeRange#VM_ALLOW_HUGE_VMAP} if all is to be mapped by large pages. Returns 0 or -ENOMEM.
 *
 * <p>A missing table is linked with a compare and exchange, which stands for
 * init_mm.page_table_lock around the test and the store of __pte_alloc_kernel(): who comes second
 * gives its table back.
 */
final class VmapPagesRange extends KernelRoutine {

  private static final int START = 0;
  private static final int DESCEND = 1;
  private static final int ALLOCATE = 2;
  private static final int LINK = 3;
  private static final int SET = 4;
  private static final int NEXT_TABLE = 5;
  private static final int TRY_HUGE = 6;
  private static final int CLEAR_PMD = 7;
  private static final int SET_PMD = 10;
  private static final int ADDRESS = 0;
  private static final int PAGE = 1;
  private static final int TABLE = 2;
  private static final int LEVEL = 3;
  private static final int NEW_TABLE = 4;
  private static final int OLD_ENTRY = 5;
  private static final int LARGE_LEVEL = 2;
  private static final long TLB_ONE_PAGE = PageTableFormat.PAGE_BYTES;

  private final KernelMemory memory;
  private final PageTableFormat format;
  private final KernelSymbol flush = new KernelSymbol("pmd_free_pte_page");

  VmapPagesRange(KernelMemory memory) {
    super(
        "vmap_pages_range_noflush",
        6,
        "pgd_offset_k",
        "descend",
        "pte_alloc_one_kernel",
        "pmd_populate_kernel",
        "set_pte_at",
        "next_table",
        "vmap_try_huge_pmd",
        "pmd_clear",
        "flush_tlb_kernel_range",
        "pte_free_kernel",
        "set_pmd");
    this.memory = memory;
    this.format = memory.format();
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case START -> {
        f.setLocal(ADDRESS, f.arg(0));
        f.setLocal(PAGE, f.arg(2));
        fromRoot(f);
      }
      case DESCEND -> descend(f);
      case ALLOCATE -> allocateTable(f);
      case LINK -> link(f);
      case SET -> set(f);
      case NEXT_TABLE -> fromRoot(f);
      case TRY_HUGE -> tryHuge(f);
      case CLEAR_PMD ->
          f.setLocal(
              OLD_ENTRY,
              f.exchange(entryAddress(f), PageTableFormat.ENTRY_BYTES, PageTableFormat.NONE));
      case 8 -> f.call(flush.in(f), f.local(ADDRESS), f.local(ADDRESS) + TLB_ONE_PAGE);
      case 9 ->
          memory.freeTable(
              f, format.physical(f.local(OLD_ENTRY), LARGE_LEVEL) >>> PageTableFormat.PAGE_SHIFT);
      case SET_PMD -> setLarge(f);
      default -> throw noLabel(f.label());
    }
  }

  private void fromRoot(RoutineFrame f) {
    f.setLocal(LEVEL, format.levels());
    f.setLocal(TABLE, memory.rootTable());
    descend(f);
  }

  private void descend(RoutineFrame f) {
    long entry = f.load(entryAddress(f), PageTableFormat.ENTRY_BYTES);
    if (!format.present(entry)) {
      f.goTo(ALLOCATE);
      return;
    }
    int level = (int) f.local(LEVEL);
    f.setLocal(TABLE, memory.tableOf(entry, level));
    f.setLocal(LEVEL, level - 1);
    f.goTo(below(f, level - 1));
  }

  private static int below(RoutineFrame f, int level) {
    if (level == 1) {
      return SET;
    }
    return level == LARGE_LEVEL && isHuge(f) ? TRY_HUGE : DESCEND;
  }

  private static boolean isHuge(RoutineFrame f) {
    return (f.arg(3) & VmallocNodeRange.VM_ALLOW_HUGE_VMAP) != 0;
  }

  /* pmd_free_pte_page(), arch/x86/mm/pgtable.c: a table of an earlier mapping gives way, after a flush that may not wait. */
  private void tryHuge(RoutineFrame f) {
    long entry = f.load(entryAddress(f), PageTableFormat.ENTRY_BYTES);
    f.goTo(format.present(entry) ? CLEAR_PMD : SET_PMD);
  }

  private void setLarge(RoutineFrame f) {
    long page = f.local(PAGE);
    long entry =
        format.leafEntry(
            page << PageTableFormat.PAGE_SHIFT, LARGE_LEVEL, memory.protection(protection(f)));
    f.store(entryAddress(f), PageTableFormat.ENTRY_BYTES, entry);
    long bytes = format.bytesCovered(LARGE_LEVEL);
    for (long i = 0; i < bytes >>> PageTableFormat.PAGE_SHIFT; i++) {
      page = memory.frames().next(page);
    }
    f.setLocal(PAGE, page);
    f.setLocal(ADDRESS, f.local(ADDRESS) + bytes);
    if (f.local(ADDRESS) == f.arg(0) + f.arg(1) * PageTableFormat.PAGE_BYTES) {
      f.ret(0);
    } else {
      f.goTo(NEXT_TABLE);
    }
  }

  private static long protection(RoutineFrame f) {
    return f.arg(3) & ~VmallocNodeRange.VM_ALLOW_HUGE_VMAP;
  }

  private long entryAddress(RoutineFrame f) {
    return memory.entryAddress(f.local(TABLE), f.local(ADDRESS), (int) f.local(LEVEL));
  }

  private void allocateTable(RoutineFrame f) {
    long table = memory.takeTable(f);
    if (table == PageFrames.NONE) {
      f.ret(-Errno.ENOMEM);
    } else {
      f.setLocal(NEW_TABLE, table);
    }
  }

  private void link(RoutineFrame f) {
    long table = f.local(NEW_TABLE);
    long entry = format.tableEntry(table << PageTableFormat.PAGE_SHIFT, KernelMemory.KERNEL_TABLE);
    long old =
        f.compareExchange(
            entryAddress(f), PageTableFormat.ENTRY_BYTES, PageTableFormat.NONE, entry);
    if (old != PageTableFormat.NONE) {
      memory.frames().give(table);
    }
    f.goTo(DESCEND);
  }

  private void set(RoutineFrame f) {
    long address = f.local(ADDRESS);
    long page = f.local(PAGE);
    long entry =
        format.leafEntry(page << PageTableFormat.PAGE_SHIFT, 1, memory.protection(protection(f)));
    f.store(entryAddress(f), PageTableFormat.ENTRY_BYTES, entry);
    long next = address + PageTableFormat.PAGE_BYTES;
    f.setLocal(ADDRESS, next);
    f.setLocal(PAGE, memory.frames().next(page));
    if (next == f.arg(0) + f.arg(1) * PageTableFormat.PAGE_BYTES) {
      f.ret(0);
    } else if (format.index(next, 1) == 0) {
      f.goTo(NEXT_TABLE);
    } else {
      f.goTo(SET);
    }
  }
}
