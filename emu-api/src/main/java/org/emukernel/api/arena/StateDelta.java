package org.emukernel.api.arena;

/**
 * What differs between two states of one arena, observers included: for each cell that changed its
 * later value. Opaque outside {@link Arena}.
 */
public final class StateDelta {

  private final long[] cells;

  StateDelta(long[] cells) {
    this.cells = cells;
  }

  /* Pairs of key, as in the journal, and value. */
  long[] cells() {
    return cells;
  }

  /** {@return how many cells changed} */
  public int size() {
    return cells.length / 2;
  }
}
