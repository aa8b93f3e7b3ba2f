package org.emukernel.entry.check;

import java.util.List;

/**
 * A switch statement's table of places.
 *
 * @param jump the jump through it, linear
 * @param table its first entry, linear
 * @param targets where its entries lead, linear
 * @param bound how it is known where the table ends
 */
record JumpTable(long jump, long table, List<Long> targets, Bound bound) {

  /** What tells how many entries there are. */
  enum Bound {
    /** The index is compared, or masked, before the jump. */
    CHECK,
    /** The first entry that leads out of the function ends it. */
    ENTRIES
  }

  JumpTable {
    targets = List.copyOf(targets);
  }
}
