package org.emukernel.mm.page;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;

/** Where the kernel's own root table lies (swapper_pg_dir); written once, at boot. */
public final class KernelRoot {

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
    long physical = arena.get(slot);
    if (physical == 0) {
      throw new IllegalStateException("the kernel's page tables are not built yet");
    }
    return physical;
  }

  /** Sets its physical address. */
  public void set(long physical) {
    arena.set(slot, physical);
  }
}
