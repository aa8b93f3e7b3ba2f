package org.emukernel.mm.vmalloc;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/**
 * vmap_pages_range_noflush(), mm/vmalloc.c: walks the kernel's tables by loads through the direct
 * map, adds the tables that are missing, and stores one entry a page. Arguments: address, pages,
 * first of a chain of physical pages, protection bits. Returns 0 or -ENOMEM.
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
  private static final int ADDRESS = 0;
  private static final int PAGE = 1;
  private static final int TABLE = 2;
  private static final int LEVEL = 3;
  private static final int NEW_TABLE = 4;

  private final KernelMemory memory;
  private final PageTableFormat format;

  VmapPagesRange(KernelMemory memory) {
    super(
        "vmap_pages_range_noflush",
        5,
        "pgd_offset_k",
        "descend",
        "pte_alloc_one_kernel",
        "pmd_populate_kernel",
        "set_pte_at",
        "next_table");
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
    f.goTo(level - 1 == 1 ? SET : DESCEND);
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
        format.leafEntry(page << PageTableFormat.PAGE_SHIFT, 1, memory.protection(f.arg(3)));
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
