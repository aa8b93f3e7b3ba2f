package org.emukernel.scenarios.monitor;

import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.tlb.StaleCheck;

/**
 * Finds the cached paging structures that lead to one table.
 *
 * @param table its physical address
 */
record LeadsTo(long table) implements StaleCheck {

  @Override
  public boolean isStaleTranslation(long linear, int level, long translation) {
    return false;
  }

  @Override
  public boolean isStaleStructure(long linear, int level, long structure) {
    return (structure & PageTableEntry.FRAME) == table;
  }
}
