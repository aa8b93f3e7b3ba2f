package org.emukernel.x86.tlb;

/**
 * What a cached translation is found by, packed into a {@code long}: bit 0 valid, bit 1 global,
 * bits 4:2 level, bits 16:5 PCID, bits 52:17 linear address bits 47:12, with 0 below the page. A
 * global entry carries PCID 0, since it matches under every PCID.
 */
final class Tag {

  static final long VALID = 1L;
  static final long GLOBAL = 1L << 1;
  static final long PCID = 0xfffL << 5;
  static final long LEVEL = 7L << 2;

  private static final int LEVEL_SHIFT = 2;
  private static final int PCID_SHIFT = 5;
  private static final int LINEAR_SHIFT = 17;
  private static final long PAGE_NUMBER = (1L << 36) - 1;

  private Tag() {}

  static long of(long linear, int level, int pcid) {
    return base(linear, level) | (long) pcid << PCID_SHIFT;
  }

  static long global(long linear, int level) {
    return base(linear, level) | GLOBAL;
  }

  private static long base(long linear, int level) {
    int belowPage = 9 * (level - 1);
    long number = (linear >>> 12 & PAGE_NUMBER) >>> belowPage << belowPage;
    return number << LINEAR_SHIFT | (long) level << LEVEL_SHIFT | VALID;
  }

  /* Whether an entry of this tag translates an address. */
  static boolean covers(long tag, long linear) {
    return (base(linear, level(tag)) ^ tag) >>> LINEAR_SHIFT == 0;
  }

  static long pcidBits(int pcid) {
    return (long) pcid << PCID_SHIFT;
  }

  static int level(long tag) {
    return (int) (tag & LEVEL) >>> LEVEL_SHIFT;
  }

  static int pcid(long tag) {
    return (int) ((tag & PCID) >>> PCID_SHIFT);
  }

  static long linear(long tag) {
    return tag >>> LINEAR_SHIFT << 28 >> 16;
  }
}
