package org.emukernel.mm.mmap;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.tlb.MmStruct;
import org.emukernel.mm.vmalloc.Errno;

/**
 * mmap(address, length) of anonymous memory with MAP_FIXED and MAP_POPULATE (do_mmap(), mm/mmap.c,
 * and do_anonymous_page(), mm/memory.c, Linux v6.18): every page is there at once, readable and
 * writable. Address 0 is the start of the mapping area. Returns the address, or -ENOMEM.
 */
final class MmapAnonymous extends KernelRoutine {

  private static final Protection USER_TABLE = KernelMemory.KERNEL_TABLE.with(Permission.USER);

  private static final int DESCEND = 5;
  private static final int ALLOCATE_TABLE = 6;
  private static final int ALLOCATE_PAGE = 8;
  private static final int UNLOCK = 10;

  /* Locals. */
  private static final int MM = 0;
  private static final int START = 1;
  private static final int ADDRESS = 2;
  private static final int TABLE = 3;
  private static final int LEVEL = 4;
  private static final int NEW = 5;
  private static final int RESULT = 6;
  private static final int ROOT = 7;

  private final KernelMemory memory;
  private final PageTableFormat format;
  private final CurrentMm current = new CurrentMm();

  MmapAnonymous(KernelMemory memory) {
    super(
        "do_mmap",
        8,
        "current",
        "current_mm",
        "mmap_write_lock",
        "get_unmapped_area",
        "pgd",
        "descend",
        "pte_alloc_one",
        "pmd_populate",
        "alloc_anon_folio",
        "set_pte_at",
        "mmap_write_unlock",
        "return");
    this.memory = memory;
    this.format = memory.format();
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(MM, current.current(f));
      case 1 -> f.setLocal(MM, CurrentMm.mm(f, f.local(MM)));
      case 2 -> CurrentMm.lock(f, f.local(MM));
      case 3 -> findRoom(f);
      case 4 -> {
        f.setLocal(ROOT, f.load(f.local(MM) + MmStruct.PGD, Long.BYTES));
        fromRoot(f);
      }
      case DESCEND -> descend(f);
      case ALLOCATE_TABLE -> allocate(f);
      case 7 -> link(f);
      case ALLOCATE_PAGE -> allocate(f);
      case 9 -> set(f);
      case UNLOCK -> CurrentMm.unlock(f, f.local(MM));
      default -> f.ret(f.local(RESULT));
    }
  }

  private static void findRoom(RoutineFrame f) {
    long base = f.load(f.local(MM) + MmStruct.MMAP_BASE, Long.BYTES);
    f.setLocal(START, f.arg(0) == 0 ? base : f.arg(0));
    f.setLocal(ADDRESS, f.local(START));
    f.setLocal(RESULT, f.local(START));
  }

  private void fromRoot(RoutineFrame f) {
    f.setLocal(TABLE, f.local(ROOT));
    f.setLocal(LEVEL, format.levels());
  }

  private long entryAddress(RoutineFrame f) {
    return memory.entryAddress(f.local(TABLE), f.local(ADDRESS), (int) f.local(LEVEL));
  }

  private void descend(RoutineFrame f) {
    long entry = f.load(entryAddress(f), PageTableFormat.ENTRY_BYTES);
    if (!format.present(entry)) {
      return;
    }
    int level = (int) f.local(LEVEL);
    f.setLocal(TABLE, memory.tableOf(entry, level));
    f.setLocal(LEVEL, level - 1L);
    f.goTo(level - 1 == 1 ? ALLOCATE_PAGE : DESCEND);
  }

  private void allocate(RoutineFrame f) {
    f.setLocal(NEW, memory.takeTable(f));
    if (f.local(NEW) == PageFrames.NONE) {
      f.setLocal(RESULT, -Errno.ENOMEM);
      f.goTo(UNLOCK);
    }
  }

  /* The mapping area lies below root entries that exist from boot on, so that no root entry is ever written here. */
  private void link(RoutineFrame f) {
    long entry = format.tableEntry(f.local(NEW) << PageTableFormat.PAGE_SHIFT, USER_TABLE);
    f.store(entryAddress(f), PageTableFormat.ENTRY_BYTES, entry);
    f.goTo(DESCEND);
  }

  private void set(RoutineFrame f) {
    long page = f.local(NEW) << PageTableFormat.PAGE_SHIFT;
    f.store(
        entryAddress(f),
        PageTableFormat.ENTRY_BYTES,
        format.leafEntry(page, 1, Protection.PAGE_SHARED));
    f.setLocal(ADDRESS, f.local(ADDRESS) + PageTableFormat.PAGE_BYTES);
    if (f.local(ADDRESS) - f.local(START) >= f.arg(1)) {
      return;
    }
    if (format.index(f.local(ADDRESS), 1) == 0) {
      fromRoot(f);
      f.goTo(DESCEND);
    } else {
      f.goTo(ALLOCATE_PAGE);
    }
  }
}
