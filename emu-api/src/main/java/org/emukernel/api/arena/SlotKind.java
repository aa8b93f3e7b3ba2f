package org.emukernel.api.arena;

/** Whether a slot belongs to the machine's state or only watches it. */
public enum SlotKind {
  /** Part of the machine's state: hashed, undone, compared. */
  STATE,
  /**
   * A clock or counter: undone with the rest, but no part of the hash, so that states that differ
   * only in it are one.
   */
  OBSERVER
}
