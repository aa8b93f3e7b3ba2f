package org.emukernel.mm.setmemory;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.tlb.FlushAll;
import org.emukernel.mm.vmalloc.Errno;

/**
 * __change_page_attr_set_clr(), arch/x86/mm/pat/set_memory.c (v6.18): changes the entries of a
 * range, one store each, and with each the entry of the same memory in the direct map
 * (cpa_process_alias()). A large page that the range covers only in part is split into a table
 * first (__split_large_page()), after which everything is flushed on every CPU. Arguments: address,
 * pages, {@link AttributeChange#word}, {@link #WITH_ALIAS} or 0. Returns {@link #FLUSH_TLB} and
 * {@link #FORCE_FLUSH_ALL}, or -ENOMEM or -EFAULT.
 *
 * <p>The split is linked with a compare and exchange, which stands for pgd_lock around the test and
 * the store. Linux also changes the kernel image's own mapping of the memory (the high map); memory
 * that vmalloc hands out never lies there.
 */
final class ChangePages extends KernelRoutine {

  /** Argument: change the direct map too. */
  static final long WITH_ALIAS = 1;

  /** Result: an entry was changed (CPA_FLUSHTLB). */
  static final long FLUSH_TLB = 1;

  /** Result: an alias was looked at, so that a flush must be of everything (force_flush_all). */
  static final long FORCE_FLUSH_ALL = 2;

  private static final int DESCEND = 1;
  private static final int CHANGE = 2;
  private static final int ALIAS = 3;
  private static final int SPLIT = 5;
  private static final int LINK = 6;
  private static final int FLUSH = 7;
  private static final int FROM_ROOT = 9;

  private static final int ADDRESS = 0;
  private static final int LEFT = 1;
  private static final int TABLE = 2;
  private static final int LEVEL = 3;
  private static final int ENTRY = 4;
  private static final int FLAGS = 5;
  private static final int NEW_TABLE = 6;
  private static final int STEP = 7;

  private final KernelMemory memory;
  private final PageTableFormat format;
  private final KernelSymbol self = new KernelSymbol("__change_page_attr_set_clr");
  private final FlushAll flushAll;

  ChangePages(KernelMemory memory, FlushAll flushAll) {
    super(
        "__change_page_attr_set_clr",
        8,
        "start",
        "lookup_address",
        "set_pte_atomic",
        "cpa_process_alias",
        "aliased",
        "split_large_page",
        "__set_pmd_pte",
        "flush_tlb_all",
        "flushed",
        "again");
    this.memory = memory;
    this.flushAll = flushAll;
    this.format = memory.format();
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        f.setLocal(ADDRESS, f.arg(0));
        f.setLocal(LEFT, f.arg(1));
        f.setLocal(FLAGS, 0);
        fromRoot(f);
      }
      case DESCEND -> lookup(f);
      case CHANGE -> change(f);
      case ALIAS -> alias(f);
      case 4 -> aliased(f);
      case SPLIT -> split(f);
      case LINK -> link(f);
      case FLUSH -> flushAll.call(f);
      case 8 -> flushed(f);
      case FROM_ROOT -> fromRoot(f);
      default -> throw noLabel(f.label());
    }
  }

  private void fromRoot(RoutineFrame f) {
    f.setLocal(LEVEL, format.levels());
    f.setLocal(TABLE, memory.rootTable());
    lookup(f);
  }

  private long entryAddress(RoutineFrame f) {
    return memory.entryAddress(f.local(TABLE), f.local(ADDRESS), (int) f.local(LEVEL));
  }

  private void lookup(RoutineFrame f) {
    int level = (int) f.local(LEVEL);
    long entry = f.load(entryAddress(f), PageTableFormat.ENTRY_BYTES);
    f.setLocal(ENTRY, entry);
    if (entry == PageTableFormat.NONE || level > 1 && !format.present(entry)) {
      f.ret(-Errno.EFAULT);
    } else if (level == 1) {
      f.setLocal(STEP, 1);
      f.goTo(CHANGE);
    } else if (format.leaf(entry, level)) {
      large(f, entry, level);
    } else {
      f.setLocal(TABLE, memory.tableOf(entry, level));
      f.setLocal(LEVEL, level - 1);
      f.goTo(DESCEND);
    }
  }

  /* should_split_large_page(): a page that the range covers or that already is as wanted stays. */
  private void large(RoutineFrame f, long entry, int level) {
    long size = format.bytesCovered(level);
    long offset = f.local(ADDRESS) & (size - 1);
    long rest = (size - offset) >>> PageTableFormat.PAGE_SHIFT;
    boolean split = (f.arg(2) & AttributeChange.FORCE_SPLIT) != 0;
    boolean unchanged = AttributeChange.apply(f.arg(2), format, entry, level) == entry;
    if (!split && (unchanged || offset == 0 && f.local(LEFT) >= rest)) {
      f.setLocal(STEP, Math.min(rest, f.local(LEFT)));
      f.goTo(CHANGE);
    } else {
      f.goTo(SPLIT);
    }
  }

  private void change(RoutineFrame f) {
    long entry = f.local(ENTRY);
    long changed = AttributeChange.apply(f.arg(2), format, entry, (int) f.local(LEVEL));
    if (changed != entry) {
      f.store(entryAddress(f), PageTableFormat.ENTRY_BYTES, changed);
      f.setLocal(FLAGS, f.local(FLAGS) | FLUSH_TLB);
    }
    if (f.arg(3) == WITH_ALIAS && !inDirectMap(f)) {
      f.goTo(ALIAS);
    } else {
      next(f);
    }
  }

  private boolean inDirectMap(RoutineFrame f) {
    return memory.directMap().contains(f.local(ADDRESS));
  }

  private void alias(RoutineFrame f) {
    int level = (int) f.local(LEVEL);
    long offset = f.local(ADDRESS) & (format.bytesCovered(level) - 1);
    long physical = format.physical(f.local(ENTRY), level) + offset;
    f.setLocal(FLAGS, f.local(FLAGS) | FORCE_FLUSH_ALL);
    f.call(
        self.in(f),
        memory.directMap().linear(physical),
        f.local(STEP),
        AttributeChange.forAlias(f.arg(2)),
        0);
  }

  private void aliased(RoutineFrame f) {
    if (Errno.isError(f.result())) {
      f.ret(f.result());
    } else {
      f.setLocal(FLAGS, f.local(FLAGS) | f.result());
      next(f);
    }
  }

  private void next(RoutineFrame f) {
    long left = f.local(LEFT) - f.local(STEP);
    f.setLocal(LEFT, left);
    f.setLocal(ADDRESS, f.local(ADDRESS) + f.local(STEP) * PageTableFormat.PAGE_BYTES);
    if (left == 0) {
      f.ret(f.local(FLAGS));
    } else {
      f.goTo(FROM_ROOT);
    }
  }

  private void split(RoutineFrame f) {
    long table = memory.takeTable(f);
    if (table == PageFrames.NONE) {
      f.ret(-Errno.ENOMEM);
    } else {
      f.setLocal(NEW_TABLE, table);
    }
  }

  private void link(RoutineFrame f) {
    long table = f.local(NEW_TABLE) << PageTableFormat.PAGE_SHIFT;
    long entry = f.local(ENTRY);
    fill(table, entry, (int) f.local(LEVEL));
    long to = format.tableEntry(table, KernelMemory.KERNEL_TABLE);
    long old = f.compareExchange(entryAddress(f), PageTableFormat.ENTRY_BYTES, entry, to);
    if (old != entry) {
      memory.frames().give(f.local(NEW_TABLE));
      f.goTo(FROM_ROOT);
    }
  }

  /* The table is not linked yet: nobody else can see it. */
  private void fill(long table, long entry, int level) {
    long physical = format.physical(entry, level);
    long size = format.bytesCovered(level - 1);
    for (int i = 0; i < PageTableFormat.ENTRIES; i++) {
      long part = format.leafEntry(physical + i * size, level - 1, format.protection(entry));
      memory.memory().writeLong(table + (long) i * PageTableFormat.ENTRY_BYTES, part);
    }
  }

  private void flushed(RoutineFrame f) {
    long size = format.bytesCovered((int) f.local(LEVEL));
    long start = f.local(ADDRESS) & -size;
    f.port().events().kernelRangeFlushed(f.port(), start, start + size);
  }
}
