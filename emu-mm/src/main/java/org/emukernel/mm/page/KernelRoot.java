package org.emukernel.mm.page;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Protection;

/**
 * Where the kernel's own root table lies (swapper_pg_dir) and what every kernel mapping has besides
 * its own protection: the global bit without PTI, nothing with it (__default_kernel_pte_mask).
 * Written once, at boot.
 */
public final class KernelRoot {

  private static final long PHYSICAL = -PageTableFormat.PAGE_BYTES;

  private final Arena arena;
  private final int slot;

  /** Works on a slot that {@link #reserve} gave. */
  public KernelRoot(Arena arena, int slot) {
    this.arena = arena;
    this.slot = slot;
  }

  /** {@return the slot reserved for it} */
  public static int reserve(ArenaBuilder builder) {
    return builder.slot("mm.swapper_pg_dir");
  }

  /** {@return its physical address} */
  public long physical() {
    long physical = arena.get(slot) & PHYSICAL;
    if (physical == 0) {
      throw new IllegalStateException("the kernel's page tables are not built yet");
    }
    return physical;
  }

  /** {@return what every kernel mapping has} */
  public Protection everywhere() {
    return Protection.ofBits((int) (arena.get(slot) & ~PHYSICAL));
  }

  /**
   * Sets both.
   *
   * @param physical a multiple of 4096
   */
  public void set(long physical, Protection everywhere) {
    arena.set(slot, physical | everywhere.bits());
  }
}
