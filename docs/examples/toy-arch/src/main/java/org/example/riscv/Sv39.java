package org.example.riscv;

import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;

/**
 * Page tables of Sv39: three levels of 512 entries (RISC-V Privileged Architecture, "Sv39:
 * Page-Based 39-bit Virtual-Memory System"). An entry with none of R, W and X leads to a table.
 * Leaves are written with A and, if writable, D set, as Linux does for kernel mappings.
 */
public final class Sv39 implements PageTableFormat {

  static final long V = 1;
  static final long R = 1 << 1;
  static final long W = 1 << 2;
  static final long X = 1 << 3;
  static final long U = 1 << 4;
  static final long G = 1 << 5;
  static final long A = 1 << 6;
  static final long D = 1 << 7;

  static final int LEVELS = 3;
  private static final int PPN_SHIFT = 10;
  private static final long PPN = (1L << 44) - 1;

  static int shift(int level) {
    return PAGE_SHIFT + 9 * (level - 1);
  }

  /* {@return whether bits 63 to 39 equal bit 38} */
  static boolean isCanonical(long linear) {
    return linear << 25 >> 25 == linear;
  }

  static boolean isLeaf(long entry) {
    return (entry & (R | W | X)) != 0;
  }

  static long frame(long entry) {
    return (entry >>> PPN_SHIFT & PPN) << PAGE_SHIFT;
  }

  @Override
  public int levels() {
    return LEVELS;
  }

  @Override
  public int index(long linear, int level) {
    return (int) (linear >>> shift(level)) & ENTRIES - 1;
  }

  @Override
  public long bytesCovered(int level) {
    return 1L << shift(level);
  }

  @Override
  public boolean mayMap(int level) {
    return true;
  }

  @Override
  public long tableEntry(long physical, Protection span) {
    return pointer(physical) | V;
  }

  @Override
  public long leafEntry(long physical, int level, Protection protection) {
    return pointer(physical) | V | A | flags(protection);
  }

  private static long pointer(long physical) {
    return physical >>> PAGE_SHIFT << PPN_SHIFT;
  }

  private static long flags(Protection protection) {
    long flags = R;
    flags |= protection.allows(Permission.WRITE) ? W | D : 0;
    flags |= protection.allows(Permission.EXECUTE) ? X : 0;
    flags |= protection.allows(Permission.USER) ? U : 0;
    return flags | (protection.allows(Permission.GLOBAL) ? G : 0);
  }

  @Override
  public boolean present(long entry) {
    return (entry & V) != 0;
  }

  @Override
  public boolean leaf(long entry, int level) {
    return isLeaf(entry);
  }

  @Override
  public long physical(long entry, int level) {
    return frame(entry);
  }

  @Override
  public Protection protection(long entry) {
    Protection protection = Protection.of();
    protection = (entry & W) != 0 ? protection.with(Permission.WRITE) : protection;
    protection = (entry & X) != 0 ? protection.with(Permission.EXECUTE) : protection;
    protection = (entry & U) != 0 ? protection.with(Permission.USER) : protection;
    return (entry & G) != 0 ? protection.with(Permission.GLOBAL) : protection;
  }

  @Override
  public long withProtection(long entry, Protection protection) {
    return entry & ~(R | W | X | U | G | D) | flags(protection);
  }

  @Override
  public long notPresent(long entry) {
    return entry & ~V;
  }
}
