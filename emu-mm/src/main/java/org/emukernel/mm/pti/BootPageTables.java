package org.emukernel.mm.pti;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;

/** Writes page tables straight to physical memory; for boot, before any CPU runs. */
public final class BootPageTables {

  private static final int LARGE = 2;
  private static final Protection USER_TABLE = KernelMemory.KERNEL_TABLE.with(Permission.USER);

  private final PhysicalMemory memory;
  private final PageTableFormat format;
  private final PageFrames frames;

  /** Works on the pages of a kernel's memory. */
  public BootPageTables(KernelMemory kernel) {
    this.memory = kernel.memory();
    this.format = kernel.format();
    this.frames = kernel.frames();
  }

  /** How large the pages of a mapping may be. */
  public enum Pages {
    /** Base pages only. */
    BASE,
    /** The next size up too, where the addresses are aligned. */
    LARGE
  }

  /**
   * Maps a range; what was mapped there before is replaced.
   *
   * @param root physical address of the root table
   * @throws IllegalStateException if memory is exhausted
   */
  public void map(
      long root, long linear, long physical, long bytes, Protection protection, Pages pages) {
    long large = format.bytesCovered(LARGE);
    for (long done = 0; done < bytes; ) {
      boolean fits =
          pages == Pages.LARGE
              && format.mayMap(LARGE)
              && ((linear + done | physical + done) & (large - 1)) == 0
              && bytes - done >= large;
      int level = fits ? LARGE : 1;
      long entry = entryAddress(root, linear + done, level, protection);
      memory.writeLong(entry, format.leafEntry(physical + done, level, protection));
      done += format.bytesCovered(level);
    }
  }

  /** Makes sure that the root's entry for an address leads to a table. */
  public void populateTop(long root, long linear) {
    entryAddress(root, linear, format.levels() - 1, Protection.PAGE_KERNEL);
  }

  private long entryAddress(long root, long linear, int target, Protection protection) {
    long table = root;
    for (int level = format.levels(); level > target; level--) {
      table = tableBelow(entryIn(table, linear, level), level, protection);
    }
    return entryIn(table, linear, target);
  }

  private long tableBelow(long at, int level, Protection protection) {
    long entry = memory.readLong(at);
    if (!format.present(entry)) {
      Protection span = protection.allows(Permission.USER) ? USER_TABLE : KernelMemory.KERNEL_TABLE;
      entry = format.tableEntry(newTable(), span);
      memory.writeLong(at, entry);
    } else if (format.leaf(entry, level)) {
      throw new IllegalStateException(
          "a boot mapping of small pages lies inside a large page mapped before");
    }
    return format.physical(entry, level);
  }

  private long entryIn(long table, long linear, int level) {
    return table + (long) format.index(linear, level) * PageTableFormat.ENTRY_BYTES;
  }

  private long newTable() {
    long page = frames.takeZeroed();
    if (page == PageFrames.NONE) {
      throw new IllegalStateException("physical memory is exhausted by boot page tables");
    }
    return page << PageTableFormat.PAGE_SHIFT;
  }

  /** {@return the physical address of two tables of zeros, aligned to their size} */
  public long newPair() {
    return frames.takeContiguous(2, 2) << PageTableFormat.PAGE_SHIFT;
  }

  /** Copies root entries, so that both roots share what lies below them. */
  public void shareTop(long fromRoot, long toRoot, int firstIndex, int endIndex) {
    for (int i = firstIndex; i < endIndex; i++) {
      long offset = (long) i * PageTableFormat.ENTRY_BYTES;
      memory.writeLong(toRoot + offset, memory.readLong(fromRoot + offset));
    }
  }

  /** Forbids execution through root entries, whatever the tables below say. */
  public void forbidExecution(long root, int firstIndex, int endIndex) {
    for (int i = firstIndex; i < endIndex; i++) {
      long at = root + (long) i * PageTableFormat.ENTRY_BYTES;
      long entry = memory.readLong(at);
      if (format.present(entry)) {
        long table = format.physical(entry, format.levels());
        memory.writeLong(at, format.tableEntry(table, USER_TABLE.without(Permission.EXECUTE)));
      }
    }
  }
}
