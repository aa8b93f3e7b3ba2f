package org.emukernel.api.arena;

/**
 * Told when a watched page of physical memory changes, by a write, an undo or a restore. For caches
 * of what memory holds (decoded instructions); such a cache is no state.
 */
@FunctionalInterface
public interface PageWriteListener {

  /**
   * A watched page changed.
   *
   * @param pageNumber physical address divided by 4096
   */
  void pageChanged(int pageNumber);
}
