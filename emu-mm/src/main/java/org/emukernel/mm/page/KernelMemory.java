package org.emukernel.mm.page;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.routine.KernelLock;

/** What every function that edits kernel page tables needs: pages, the direct map, the format. */
public final class KernelMemory {

  /** Kernel tables restrict nothing: the leaf does (_KERNPG_TABLE). */
  public static final Protection KERNEL_TABLE = Protection.of(Permission.WRITE, Permission.EXECUTE);

  private final PageFrames frames;
  private final DirectMap directMap;
  private final PageTableFormat format;
  private final PhysicalMemory memory;
  private final KernelRoot root;
  private final KernelLock zoneLock = new KernelLock("zone_lock");

  /** Brings them together. */
  public KernelMemory(
      PageFrames frames,
      DirectMap directMap,
      PageTableFormat format,
      PhysicalMemory memory,
      KernelRoot root) {
    this.frames = frames;
    this.directMap = directMap;
    this.format = format;
    this.memory = memory;
    this.root = root;
  }

  /** {@return the physical pages} */
  public PageFrames frames() {
    return frames;
  }

  /** {@return where physical memory is mapped} */
  public DirectMap directMap() {
    return directMap;
  }

  /** {@return how page tables are written} */
  public PageTableFormat format() {
    return format;
  }

  /** {@return physical memory, for pages that nobody else can reach yet} */
  public PhysicalMemory memory() {
    return memory;
  }

  /** {@return the lock of the page allocator} */
  public KernelLock zoneLock() {
    return zoneLock;
  }

  /** {@return the linear address of the kernel's root table (init_mm.pgd)} */
  public long rootTable() {
    return directMap.linear(root.physical());
  }

  /**
   * {@return the protection of a new kernel mapping}
   *
   * @param bits as {@link Protection#bits}, without the global bit
   */
  public Protection protection(long bits) {
    return Protection.ofBits((int) bits | root.everywhere().bits());
  }

  /** {@return the linear address of the entry of a table that a walk uses} */
  public long entryAddress(long table, long linear, int level) {
    return table + (long) format.index(linear, level) * PageTableFormat.ENTRY_BYTES;
  }

  /** {@return the linear address of the table that an entry leads to} */
  public long tableOf(long entry, int level) {
    return directMap.linear(format.physical(entry, level));
  }

  /** Gives a table back that nothing leads to any more: the only shared access of a step. */
  public void freeTable(RoutineFrame f, long page) {
    zoneLock.pass(f);
    f.port().events().pageTableFreed(f.port(), page << PageTableFormat.PAGE_SHIFT);
    frames.give(page);
  }

  /** Allocates a page of zeros for a table: the only shared access of a step. */
  public long takeTable(RoutineFrame f) {
    zoneLock.pass(f);
    return frames.takeZeroed();
  }
}
