package org.emukernel.api.arena;

/**
 * All that was written since a mark, in such a way that another arena can be brought to the same
 * state and take it back step by step. Opaque outside {@link Arena}.
 */
public final class JournalPart {

  private final StateDelta changes;
  private final long[] entries;

  JournalPart(StateDelta changes, long[] entries) {
    this.changes = changes;
    this.entries = entries;
  }

  StateDelta changes() {
    return changes;
  }

  /* Pairs of key and old value, as in the journal. */
  long[] entries() {
    return entries;
  }
}
