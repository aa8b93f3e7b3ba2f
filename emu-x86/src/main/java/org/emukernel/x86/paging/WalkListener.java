package org.emukernel.x86.paging;

/** Told of every paging structure that a walk goes through. */
@FunctionalInterface
public interface WalkListener {

  /**
   * An entry was used that names a table.
   *
   * @param linear the address being translated
   * @param level the entry's level: 4 PML4E, 3 PDPTE, 2 PDE
   * @param structure the table's physical address, with the rights of all entries so far
   */
  void structureUsed(long linear, int level, long structure);
}
