package org.emukernel.x86.tlb;

import org.emukernel.x86.paging.PageTableEntry;

/**
 * Finds the cached paging structures that lead to one table.
 *
 * @param table its physical address
 */
public record LeadsTo(long table) implements StaleCheck {

  @Override
  public boolean isStaleTranslation(long linear, int level, long translation) {
    return false;
  }

  @Override
  public boolean isStaleStructure(long linear, int level, long structure) {
    return (structure & PageTableEntry.FRAME) == table;
  }
}
