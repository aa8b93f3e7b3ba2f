package org.emukernel.x86.tlb;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.paging.PageTableEntry;

/**
 * What the kernel's page tables in memory say now: a plain walk from the kernel root, with no cache
 * and no effect. A cached translation is stale if it names another page or allows more than they
 * do; allowing less is never wrong (SDM vol. 3A, "Optional Invalidation").
 */
public final class CurrentMapping implements StaleCheck {

  private static final long MORE_IF_SET = PageTableEntry.WRITABLE | PageTableEntry.USER;

  /** No address. */
  public static final long NOTHING = -1;

  private final PhysicalMemory memory;
  private final long kernelRoot;
  private final long userRoot;

  /**
   * Looks at page tables. What a CPU holds may come from either root of an address space, whose
   * tables differ where both map the same page (cpu_entry_area): it is stale if neither root gives
   * it now.
   *
   * @param memory where they lie
   * @param kernelRoot physical address of the kernel root table
   * @param userRoot physical address of the user root table; the kernel's where there is none
   */
  public CurrentMapping(PhysicalMemory memory, long kernelRoot, long userRoot) {
    this.memory = memory;
    this.kernelRoot = kernelRoot;
    this.userRoot = userRoot;
  }

  /**
   * {@return what the page tables of another address space say} User memory is the same below both
   * of its roots, but for the right to execute, of which the user root gives more.
   *
   * @param root physical address of its kernel root table
   */
  public CurrentMapping of(long root) {
    return new CurrentMapping(memory, root, root + (userRoot - kernelRoot));
  }

  @Override
  public boolean isStaleTranslation(long linear, int level, long translation) {
    return staleUses(linear, level, translation) != 0;
  }

  @Override
  public int staleUses(long linear, int level, long translation) {
    return staleUses(kernelRoot, linear, translation) & staleUses(userRoot, linear, translation);
  }

  private int staleUses(long root, long linear, long translation) {
    Walk walk = walk(root, linear, 1);
    if (!walk.present) {
      return ALL_USES;
    }
    long page = walk.frame + (linear & (1L << PageTableEntry.shift(walk.level)) - 1);
    return page == (translation & PageTableEntry.FRAME)
        ? usesLost(translation, walk.rights)
        : ALL_USES;
  }

  @Override
  public boolean isStaleStructure(long linear, int level, long structure) {
    return isStaleStructure(kernelRoot, linear, level, structure)
        && isStaleStructure(userRoot, linear, level, structure);
  }

  private boolean isStaleStructure(long root, long linear, int level, long structure) {
    Walk walk = walk(root, linear, level);
    return !walk.present || walk.frame != (structure & PageTableEntry.FRAME);
  }

  /**
   * {@return the first address of a range that the kernel's page tables map, or {@link #NOTHING}}
   *
   * @param start first address, at the start of a page
   * @param end the address after the last
   */
  public long firstMapped(long start, long end) {
    for (long at = start; at < end; ) {
      Walk walk = walk(kernelRoot, at, 1);
      if (walk.present) {
        return at;
      }
      long span = 1L << PageTableEntry.shift(walk.level);
      at = (at & -span) + span;
    }
    return NOTHING;
  }

  /**
   * {@return the physical address of the entry that maps a page of 4 KiB in the kernel's page
   * tables, present or not, or {@link #NOTHING} if no table leads there}
   */
  public long leafEntryAddress(long linear) {
    Walk walk = walk(kernelRoot, linear, 2);
    boolean isTable = walk.present && !walk.isLeaf && walk.level == 2;
    return isTable ? walk.frame + PageTableEntry.offset(linear, 1) : NOTHING;
  }

  private static int usesLost(long cached, long current) {
    if ((cached & PageTableEntry.USER & ~current) != 0) {
      return ALL_USES;
    }
    boolean executes =
        (cached & PageTableEntry.NO_EXECUTE) == 0 && (current & PageTableEntry.NO_EXECUTE) != 0;
    boolean writes = (cached & PageTableEntry.WRITABLE & ~current) != 0;
    return (executes ? FETCHES : 0) | (writes ? WRITES : 0);
  }

  /** Where a walk ended. */
  private record Walk(boolean present, boolean isLeaf, int level, long frame, long rights) {}

  /* Down to the entry of a level, or to the leaf above it. */
  private Walk walk(long root, long linear, int level) {
    long table = root;
    long rights = MORE_IF_SET;
    for (int at = PageTableEntry.TOP_LEVEL; ; at--) {
      long index = linear >>> PageTableEntry.shift(at) & 511;
      long entry = memory.readLong(table + index * PageTableEntry.BYTES);
      if ((entry & PageTableEntry.PRESENT) == 0) {
        return new Walk(false, false, at, 0, 0);
      }
      rights = rights & (entry | ~MORE_IF_SET) | entry & PageTableEntry.NO_EXECUTE;
      if (at == level || PageTableEntry.isLeaf(entry, at)) {
        boolean isLeaf = PageTableEntry.isLeaf(entry, at);
        long frame = isLeaf ? PageTableEntry.page(entry, at) : entry & PageTableEntry.FRAME;
        return new Walk(true, isLeaf, at, frame, rights);
      }
      table = entry & PageTableEntry.FRAME;
    }
  }
}
