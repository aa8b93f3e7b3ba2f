package org.emukernel.mm.mmap;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.tlb.MmStruct;

/**
 * A change of the entries of a range of the caller's memory, which a flush of the range follows
 * before anything is freed (mmu_gather, mm/mmu_gather.c, Linux v6.18). Arguments: address, length
 * in bytes, a whole number of pages. Returns 0.
 */
abstract class UserRange extends KernelRoutine {

  private static final int DESCEND = 4;
  private static final int GET_AND_CLEAR = 5;
  private static final int SET = 6;
  private static final int FLUSH = 7;

  /* Locals. */
  private static final int MM = 0;
  private static final int ADDRESS = 1;
  private static final int TABLE = 2;
  private static final int LEVEL = 3;
  private static final int ENTRY = 4;
  private static final int ROOT = 5;

  /** Local of the subclass: starts at 0. */
  static final int OWN = 6;

  private final KernelMemory memory;
  private final PageTableFormat format;
  private final CurrentMm current = new CurrentMm();
  private final KernelSymbol finish = new KernelSymbol("tlb_finish_mmu");

  UserRange(String symbol, KernelMemory memory) {
    super(
        symbol,
        7,
        "current",
        "current_mm",
        "mmap_write_lock",
        "pgd",
        "descend",
        "ptep_get_and_clear",
        "set_pte_at",
        "tlb_finish_mmu",
        "free_pages",
        "mmap_write_unlock",
        "return");
    this.memory = memory;
    this.format = memory.format();
  }

  /** An entry that was there has been cleared. @return what takes its place, NONE for nothing */
  abstract long replace(RoutineFrame f, long entry);

  /** The flush has completed. At most one access. */
  abstract void flushed(RoutineFrame f);

  @Override
  public final void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(MM, current.current(f));
      case 1 -> f.setLocal(MM, CurrentMm.mm(f, f.local(MM)));
      case 2 -> CurrentMm.lock(f, f.local(MM));
      case 3 -> begin(f);
      case DESCEND -> descend(f);
      case GET_AND_CLEAR -> getAndClear(f);
      case SET -> {
        f.store(entryAddress(f), PageTableFormat.ENTRY_BYTES, f.local(ENTRY));
        next(f);
      }
      case FLUSH -> f.call(finish.in(f), f.local(MM), f.arg(0), f.arg(0) + f.arg(1));
      case 8 -> flushed(f);
      case 9 -> CurrentMm.unlock(f, f.local(MM));
      default -> f.ret(0);
    }
  }

  private void begin(RoutineFrame f) {
    f.setLocal(ROOT, f.load(f.local(MM) + MmStruct.PGD, Long.BYTES));
    f.setLocal(ADDRESS, f.arg(0));
    f.setLocal(OWN, 0);
    fromRoot(f);
  }

  private void fromRoot(RoutineFrame f) {
    f.setLocal(TABLE, f.local(ROOT));
    f.setLocal(LEVEL, format.levels());
  }

  private long entryAddress(RoutineFrame f) {
    return memory.entryAddress(f.local(TABLE), f.local(ADDRESS), (int) f.local(LEVEL));
  }

  private void descend(RoutineFrame f) {
    int level = (int) f.local(LEVEL);
    long entry = f.load(entryAddress(f), PageTableFormat.ENTRY_BYTES);
    if (!format.present(entry)) {
      next(f);
      return;
    }
    f.setLocal(TABLE, memory.tableOf(entry, level));
    f.setLocal(LEVEL, level - 1L);
    f.goTo(level - 1 == 1 ? GET_AND_CLEAR : DESCEND);
  }

  private void getAndClear(RoutineFrame f) {
    long entry = f.exchange(entryAddress(f), PageTableFormat.ENTRY_BYTES, PageTableFormat.NONE);
    f.setLocal(ENTRY, format.present(entry) ? replace(f, entry) : PageTableFormat.NONE);
    if (f.local(ENTRY) == PageTableFormat.NONE) {
      next(f);
    }
  }

  /* The next page, which may lie in another table. */
  private void next(RoutineFrame f) {
    f.setLocal(ADDRESS, f.local(ADDRESS) + PageTableFormat.PAGE_BYTES);
    if (f.local(ADDRESS) - f.arg(0) >= f.arg(1)) {
      f.goTo(FLUSH);
    } else if (f.local(LEVEL) != 1 || format.index(f.local(ADDRESS), 1) == 0) {
      fromRoot(f);
      f.goTo(DESCEND);
    } else {
      f.goTo(GET_AND_CLEAR);
    }
  }
}
