package org.emukernel.entry.machine;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.x86.paging.PageTableEntry;

/**
 * A pair of roots, written straight into memory: 4-KiB pages, and 2-MiB pages for the direct map.
 */
final class TestPageTables {

  private static final int PAGE = 4096;
  private static final long LARGE = 0x200000;
  private static final long TABLE =
      PageTableEntry.PRESENT | PageTableEntry.WRITABLE | PageTableEntry.USER;

  private final PhysicalMemory memory;
  private final long kernelRoot;
  private long next;

  TestPageTables(PhysicalMemory memory, long first) {
    this.memory = memory;
    this.kernelRoot = first;
    this.next = first + 2 * PAGE;
  }

  long kernelRoot() {
    return kernelRoot;
  }

  long userRoot() {
    return kernelRoot + PAGE;
  }

  void mapDirect(long pageOffset, long bytes) {
    for (long at = 0; at < bytes; at += LARGE) {
      long entry = at | PageTableEntry.PRESENT | PageTableEntry.WRITABLE;
      entry |= PageTableEntry.PAGE_SIZE | PageTableEntry.NO_EXECUTE;
      memory.writeLong(entry(kernelRoot, pageOffset + at, 2), entry);
    }
  }

  void map(Mapping mapping) {
    if (mapping.role() != Mapping.Role.USER_WINDOW) {
      map(kernelRoot, mapping);
    }
    switch (mapping.role()) {
      case SHARED, USER_WINDOW, USER -> map(userRoot(), mapping);
      default -> {}
    }
  }

  private void map(long root, Mapping mapping) {
    for (long at = 0; at < mapping.bytes(); at += PAGE) {
      long entry = mapping.physical() + at | flags(mapping.protection());
      memory.writeLong(entry(root, mapping.linear() + at, 1), entry);
    }
  }

  private static long flags(Protection protection) {
    long flags = PageTableEntry.PRESENT;
    flags |= protection.allows(Permission.WRITE) ? PageTableEntry.WRITABLE : 0;
    flags |= protection.allows(Permission.USER) ? PageTableEntry.USER : 0;
    flags |= protection.allows(Permission.EXECUTE) ? 0 : PageTableEntry.NO_EXECUTE;
    return flags;
  }

  /** Where the entry of this level lies; the tables above it are made as needed. */
  private long entry(long root, long linear, int level) {
    long table = root;
    for (int above = 4; above > level; above--) {
      long at = table + index(linear, above);
      if (memory.readLong(at) == 0) {
        memory.writeLong(at, next | TABLE);
        next += PAGE;
      }
      table = memory.readLong(at) & PageTableEntry.FRAME;
    }
    return table + index(linear, level);
  }

  private static long index(long linear, int level) {
    return (linear >>> 3 + 9 * level & 511) * Long.BYTES;
  }
}
