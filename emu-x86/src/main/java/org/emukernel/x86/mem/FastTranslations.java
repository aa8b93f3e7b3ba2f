package org.emukernel.x86.mem;

import java.util.Arrays;

/**
 * A direct-mapped short cut from linear page to physical page for one kind of access: what the TLB
 * would answer, under the context (PCID and mode) that an answer was given for. Derived from the
 * TLB, no state.
 */
final class FastTranslations {

  private static final int ENTRIES = 256;
  private static final long PAGE = -4096;
  private static final int OFFSET = 4095;

  /* Linear page address with the context in the low 12 bits; -1 matches nothing. */
  private final long[] tags = new long[ENTRIES];
  private final long[] frames = new long[ENTRIES];

  FastTranslations() {
    clear();
  }

  /* The physical address, or -1 if unknown. */
  long physical(long linear, int context) {
    int i = index(linear);
    return tags[i] == (linear & PAGE | context) ? frames[i] | (int) linear & OFFSET : -1;
  }

  void put(long linear, int context, long physical) {
    int i = index(linear);
    tags[i] = linear & PAGE | context;
    frames[i] = physical & PAGE;
  }

  void dropPage(long linear) {
    int i = index(linear);
    if (((tags[i] ^ linear) & PAGE) == 0) {
      tags[i] = -1;
    }
  }

  void clear() {
    Arrays.fill(tags, -1);
  }

  private static int index(long linear) {
    return (int) (linear >>> 12) & ENTRIES - 1;
  }
}
