package org.emukernel.x86.tlb;

import org.emukernel.api.arena.SlotKind;

/**
 * The geometry of one CPU's translation caches. 4 KiB and 2 MiB pages share one array, as in the
 * second-level TLB of Intel cores since Skylake (Intel 64 and IA-32 Architectures Optimization
 * Reference Manual, "Cache and Memory Subsystem" of Skylake: STLB 1536 entries 12-way for 4 KiB and
 * 2 MiB pages, 16 entries 4-way for 1 GiB pages). A first level is not modelled: it holds a subset
 * and no operation reaches one level only.
 *
 * @param sets sets of the array for 4 KiB and 2 MiB pages, a power of two
 * @param ways entries in each, 1 to 64, as for the other arrays
 * @param hugeSets sets of the array for 1 GiB pages, a power of two
 * @param hugeWays entries in each
 * @param structureSets sets of the PDE cache, a power of two; the PDPTE and PML4E caches have one
 *     set
 * @param structureWays entries in each set of the paging-structure caches
 * @param kind whether what the caches hold is part of the hash of a state
 */
public record TlbSpec(
    int sets,
    int ways,
    int hugeSets,
    int hugeWays,
    int structureSets,
    int structureWays,
    SlotKind kind) {

  /**
   * For exhaustive exploration: never full, and no part of a state's hash, to which the explorer
   * adds the entries of those pages whose mapping changes ({@link Tlb#hashOf}); of all others an
   * entry says what a walk would say.
   */
  public static final TlbSpec UNBOUNDED = new TlbSpec(64, 16, 4, 4, 4, 16, SlotKind.OBSERVER);

  /** As Skylake's second level. Sizes of the paging-structure caches are not published. */
  public static final TlbSpec SKYLAKE = new TlbSpec(128, 12, 4, 4, 8, 4);

  /** Small enough to run full in a test and to explore every state of. */
  public static final TlbSpec SMALL = new TlbSpec(2, 4, 1, 2, 1, 2);

  /** A geometry whose entries are part of the state. */
  public TlbSpec(
      int sets, int ways, int hugeSets, int hugeWays, int structureSets, int structureWays) {
    this(sets, ways, hugeSets, hugeWays, structureSets, structureWays, SlotKind.STATE);
  }

  /** Checks the geometry. */
  public TlbSpec {
    requirePowerOfTwo("sets", sets);
    requirePowerOfTwo("hugeSets", hugeSets);
    requirePowerOfTwo("structureSets", structureSets);
    requireWays("ways", ways);
    requireWays("hugeWays", hugeWays);
    requireWays("structureWays", structureWays);
  }

  private static void requirePowerOfTwo(String name, int value) {
    if (Integer.bitCount(value) != 1 || value < 0) {
      throw new IllegalArgumentException(name + " = " + value + " is not a power of two");
    }
  }

  private static void requireWays(String name, int value) {
    if (value < 1 || value > OccupiedWays.MAX_WAYS) {
      throw new IllegalArgumentException(
          name + " = " + value + "; 1 to " + OccupiedWays.MAX_WAYS + " are possible");
    }
  }
}
