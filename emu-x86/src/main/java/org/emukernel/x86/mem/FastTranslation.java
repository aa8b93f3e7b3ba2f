package org.emukernel.x86.mem;

import org.emukernel.api.arena.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/** One entry of {@link FastTranslations}. */
final class FastTranslation {

  private static final long PAGE = -4096;
  private static final int OFFSET = 4095;
  private static final long NONE = -1;

  /* Stands where no entry was needed yet; holds nothing, and stays so. */
  static final FastTranslation NOTHING = new FastTranslation();

  /* Linear page address with the context in the low 12 bits; NONE matches nothing. */
  private long key = NONE;
  private long page;

  /* The memory behind it; null if none was there, or if it is not all. */
  private byte @Nullable [] bytes;

  boolean holds(long linear, int context) {
    return key == (linear & PAGE | context);
  }

  byte @Nullable [] bytes() {
    return bytes;
  }

  long physical(long linear) {
    return page | (int) linear & OFFSET;
  }

  void set(long linear, int context, long physical) {
    key = linear & PAGE | context;
    page = physical & PAGE;
  }

  /* A reference that is stored costs the collector's barrier, which for old objects is a fence: only what is new is stored. */
  void follow(PhysicalMemory memory) {
    byte[] now = memory.writtenPage(page);
    if (bytes != now) {
      bytes = now;
    }
  }

  void dropPage(long linear) {
    if (((key ^ linear) & PAGE) == 0) {
      key = NONE;
    }
  }
}
