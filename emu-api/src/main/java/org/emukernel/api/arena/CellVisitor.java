package org.emukernel.api.arena;

/** Is told of cells of an {@link Arena}. */
public interface CellVisitor {

  /** A slot. */
  void slot(int slot);

  /**
   * Eight bytes of physical memory.
   *
   * @param address a multiple of 8
   */
  void word(long address);
}
