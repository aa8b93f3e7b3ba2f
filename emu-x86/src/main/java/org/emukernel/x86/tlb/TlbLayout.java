package org.emukernel.x86.tlb;

import org.emukernel.api.arena.ArenaBuilder;

/** Where one CPU's translation caches lie in the arena. */
public final class TlbLayout {

  /** The PDPTE and PML4E caches have one each. */
  static final int SETS_ABOVE_PDES = 2;

  private final BankSlots pages;
  private final BankSlots hugePages;
  private final BankSlots structures;

  private TlbLayout(ArenaBuilder arena, String name, TlbSpec spec) {
    pages = BankSlots.reserve(arena, name + ".page", spec.sets(), spec.ways(), spec.kind());
    hugePages =
        BankSlots.reserve(arena, name + ".huge", spec.hugeSets(), spec.hugeWays(), spec.kind());
    structures =
        BankSlots.reserve(
            arena,
            name + ".structure",
            spec.structureSets() + SETS_ABOVE_PDES,
            spec.structureWays(),
            spec.kind());
  }

  /**
   * Reserves the slots.
   *
   * @param arena the arena being laid out
   * @param name prefix of the slots' names, such as {@code cpu0.tlb}
   * @param spec the geometry
   */
  public static TlbLayout reserve(ArenaBuilder arena, String name, TlbSpec spec) {
    return new TlbLayout(arena, name, spec);
  }

  BankSlots pages() {
    return pages;
  }

  BankSlots hugePages() {
    return hugePages;
  }

  /* The sets of the PDE cache, then that of the PDPTE cache, then that of the PML4E cache. */
  BankSlots structures() {
    return structures;
  }
}
