package org.emukernel.x86.tlb;

import org.emukernel.api.arena.ArenaBuilder;

/** Where one CPU's translation caches lie in the arena. */
public final class TlbLayout {

  private final BankSlots pages;
  private final BankSlots hugePages;
  private final BankSlots pml4es;
  private final BankSlots pdptes;
  private final BankSlots pdes;

  private TlbLayout(ArenaBuilder arena, String name, TlbSpec spec) {
    pages = BankSlots.reserve(arena, name + ".page", spec.sets(), spec.ways(), spec.kind());
    hugePages =
        BankSlots.reserve(arena, name + ".huge", spec.hugeSets(), spec.hugeWays(), spec.kind());
    pml4es = BankSlots.reserve(arena, name + ".pml4e", 1, spec.structureWays(), spec.kind());
    pdptes = BankSlots.reserve(arena, name + ".pdpte", 1, spec.structureWays(), spec.kind());
    pdes =
        BankSlots.reserve(
            arena, name + ".pde", spec.structureSets(), spec.structureWays(), spec.kind());
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

  BankSlots structures(int level) {
    return switch (level) {
      case 2 -> pdes;
      case 3 -> pdptes;
      case 4 -> pml4es;
      default -> throw new IllegalArgumentException("no structure cache of level " + level);
    };
  }
}
