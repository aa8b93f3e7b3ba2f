package org.emukernel.api.arena;

import org.jspecify.annotations.Nullable;

/** A copy of an arena's state at one moment; opaque outside {@link Arena}. */
public final class Snapshot {

  private final long[] slots;
  private final byte[] @Nullable [] pages;

  Snapshot(long[] slots, byte[] @Nullable [] pages) {
    this.slots = slots;
    this.pages = pages;
  }

  long[] slots() {
    return slots;
  }

  byte[] @Nullable [] pages() {
    return pages;
  }
}
