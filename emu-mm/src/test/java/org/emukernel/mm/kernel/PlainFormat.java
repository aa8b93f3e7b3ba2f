package org.emukernel.mm.kernel;

import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;

/** A page-table format of no processor, so that what works with it knows none. */
final class PlainFormat implements PageTableFormat {

  private static final long PRESENT = 1L << 11;
  private static final long LEAF = 1L << 10;
  private static final int PROTECTION_SHIFT = 2;
  private static final long PROTECTION = 0xfL << PROTECTION_SHIFT;
  private static final long ADDRESS = -4096L;

  @Override
  public int levels() {
    return 4;
  }

  @Override
  public int index(long linear, int level) {
    return (int) (linear >>> (12 + 9 * (level - 1))) & 511;
  }

  @Override
  public long bytesCovered(int level) {
    return 4096L << 9 * (level - 1);
  }

  @Override
  public boolean mayMap(int level) {
    return level <= 2;
  }

  @Override
  public long tableEntry(long physical, Protection span) {
    return physical | PRESENT | (long) span.bits() << PROTECTION_SHIFT;
  }

  @Override
  public long leafEntry(long physical, int level, Protection protection) {
    return physical | PRESENT | LEAF | (long) protection.bits() << PROTECTION_SHIFT;
  }

  @Override
  public boolean present(long entry) {
    return (entry & PRESENT) != 0;
  }

  @Override
  public boolean leaf(long entry, int level) {
    return (entry & LEAF) != 0;
  }

  @Override
  public long physical(long entry, int level) {
    return entry & ADDRESS;
  }

  @Override
  public Protection protection(long entry) {
    return Protection.ofBits((int) ((entry & PROTECTION) >>> PROTECTION_SHIFT));
  }

  @Override
  public long withProtection(long entry, Protection protection) {
    return entry & ~PROTECTION | (long) protection.bits() << PROTECTION_SHIFT;
  }

  @Override
  public long notPresent(long entry) {
    return entry & ~PRESENT;
  }

  static boolean allows(long entry, Permission permission) {
    return (entry >>> PROTECTION_SHIFT & permission.bit()) != 0;
  }
}
