package org.example.riscv;

import org.emukernel.api.paging.LinearLayout;

/**
 * Where things lie: Documentation/arch/riscv/vm-layout.rst (Linux v6.18), Sv39. Physical memory
 * begins at 0 here: user text, kernel text, kernel data, per-CPU areas, free pages.
 */
final class MemoryMap {

  /** kernel_map.virt_addr less the physical address that it stands for. */
  static final long KERNEL = 0xffff_ffff_8000_0000L;

  static final long DIRECT_MAP = 0xffff_ffd6_0000_0000L;

  static final LinearLayout LAYOUT =
      new LinearLayout(
          DIRECT_MAP,
          0xffff_ffc6_0000_0000L,
          0xffff_ffd5_ffff_ffffL,
          0xffff_ffff_0000_0000L,
          0xffff_ffff_7fff_ffffL,
          0x3f_8000_0000L);

  /** The first address of the half in which all address spaces are alike. */
  static final long KERNEL_HALF = 0xffff_ffc0_0000_0000L;

  static final long USER_END = 0x40_0000_0000L;
  static final long USER_TEXT = 0x1_0000L;
  static final long USER_STACK_TOP = USER_END - 0x1000;

  static final int PAGE = 0x1000;
  static final long USER_TEXT_PHYSICAL = 0x1f_f000L;
  static final long TEXT_PHYSICAL = 0x20_0000L;
  static final long DATA_PHYSICAL = 0x40_0000L;
  static final long PER_CPU_PHYSICAL = 0x100_0000L;
  private static final long PER_CPU_BYTES = 192L << 10;
  private static final long PER_PAIR_BYTES = 64;
  private static final long LARGE_PAGE = 2L << 20;

  private MemoryMap() {}

  static long firstFree(int cpus) {
    long end = PER_CPU_PHYSICAL + cpus * (PER_CPU_BYTES + cpus * PER_PAIR_BYTES);
    return end + LARGE_PAGE - 1 & -LARGE_PAGE;
  }

  static long physical(long linear) {
    return Long.compareUnsigned(linear, KERNEL) >= 0 ? linear - KERNEL : linear - DIRECT_MAP;
  }

  static long pageAlign(long bytes) {
    return bytes + PAGE - 1 & -PAGE;
  }
}
