package org.emukernel.x86.mem;

import java.util.Arrays;
import org.emukernel.api.arena.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * A direct-mapped short cut from linear page to physical page for one kind of access: what the TLB
 * would answer, under the context (PCID and mode) that an answer was given for. Derived from the
 * TLB, no state.
 */
final class FastTranslations {

  private static final int ENTRIES = 256;
  private static final long PAGE = -4096;
  private static final int OFFSET = 4095;

  /*
   * Pairs: linear page address with the context in the low 12 bits (-1 matches nothing), physical
   * page address.
   */
  private final long[] pairs = new long[2 * ENTRIES];

  /* The memory behind each pair, null if none was there. */
  private final byte @Nullable [][] bytes = new byte[ENTRIES][];
  private final PhysicalMemory memory;

  FastTranslations(PhysicalMemory memory) {
    this.memory = memory;
    clear();
  }

  /* The entry for an address, or -1 if unknown. */
  int find(long linear, int context) {
    int i = index(linear);
    return pairs[i] == (linear & PAGE | context) ? i : -1;
  }

  byte @Nullable [] bytes(int entry) {
    return bytes[entry >>> 1];
  }

  long physical(int entry, long linear) {
    return pairs[entry + 1] | (int) linear & OFFSET;
  }

  /* Follows the first write to the page behind an entry. */
  void refresh(int entry) {
    bytes[entry >>> 1] = memory.writtenPage(pairs[entry + 1]);
  }

  /* The physical address, or -1 if unknown. */
  long physical(long linear, int context) {
    int i = index(linear);
    return pairs[i] == (linear & PAGE | context) ? pairs[i + 1] | (int) linear & OFFSET : -1;
  }

  void put(long linear, int context, long physical) {
    int i = index(linear);
    pairs[i] = linear & PAGE | context;
    pairs[i + 1] = physical & PAGE;
    refresh(i);
  }

  void dropPage(long linear) {
    int i = index(linear);
    if (((pairs[i] ^ linear) & PAGE) == 0) {
      pairs[i] = -1;
    }
  }

  void clear() {
    Arrays.fill(pairs, -1);
  }

  private static int index(long linear) {
    return (int) (linear >>> 11) & 2 * ENTRIES - 2;
  }
}
