package org.emukernel.mm;

import java.util.Locale;

/** What a kernel's memory management does besides the usual; {@code emu.kernel}. */
public enum MemoryOption {
  /**
   * debug_pagealloc=on: vb_free() and free_unmap_vmap_area() flush at once instead of leaving it to
   * the purge (mm/vmalloc.c, v6.18).
   */
  DEBUG_PAGEALLOC,
  /**
   * The purge of lazy areas takes the page-table pages that became empty along. Linux never does,
   * since the paging-structure caches of a CPU whose flush was deferred still lead there.
   */
  FREE_PAGE_TABLES;

  /** {@return the key under {@code emu.kernel}} */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
