package org.emukernel.mm.vmalloc;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.routine.KernelLock;
import org.emukernel.mm.work.QueueForWork;

/** The functions and variables of mm/vmalloc.c (Linux v6.18). */
public final class VmallocRoutines {

  static final String VMAP_LAZY_NR = "vmap_lazy_nr";
  static final String DRAIN_VMAP_WORK = "drain_vmap_work";
  static final String VFREE_DEFERRED = "vfree_deferred";
  static final String VFREE_DEFERRED_WORK = "vfree_deferred_work";

  private final KernelLock areaLock = new KernelLock("free_vmap_area_lock");
  private final KernelLock purgeLock = new KernelLock("vmap_purge_lock");
  private final KernelLock blockLock = new KernelLock("vmap_block_lock");
  private final List<Routine> routines;

  /**
   * What it needs of the arena.
   *
   * @param areas slots of the areas
   * @param blocks slots of the vmap blocks
   */
  public record Slots(VmapAreas.Slots areas, VmapBlocks.Slots blocks) {

    /** Reserves the state. */
    public static Slots reserve(
        ArenaBuilder builder, VmapRegion vmalloc, VmapRegion modules, int cpus) {
      return new Slots(
          VmapAreas.Slots.reserve(builder, vmalloc, modules),
          VmapBlocks.Slots.reserve(builder, vmalloc, cpus));
    }
  }

  /** Makes them. */
  public VmallocRoutines(
      Arena arena, Slots slots, VmapAreas areas, KernelMemory memory, VmallocPolicy policy) {
    VmapBlocks blocks = new VmapBlocks(arena, slots.blocks);
    routines =
        List.of(
            new AllocVmapArea(areas, areaLock),
            new VmallocNodeRange(areas, memory),
            new VmallocHuge("vmalloc_huge_node_noprof"),
            new VmallocHuge("__kvmalloc_node_noprof"),
            new VmapPagesRange(memory),
            new CallThrough("pmd_free_pte_page", "flush_tlb_kernel_range"),
            new VunmapRange(memory),
            new Vunmap(policy),
            new RemoveVmArea("remove_vm_area", areas, policy),
            new RemoveVmArea("free_unmap_vmap_area", areas, policy),
            new FreeVmapAreaNoflush(areas, LazyMaxPages.of(policy.cpus())),
            new Vfree(areas, memory),
            /* vfree_atomic(), which vfree() is in an interrupt. */
            new QueueForWork("vfree_atomic", VFREE_DEFERRED, VFREE_DEFERRED_WORK, 0),
            new DelayedVfreeWork(),
            new PurgeVmapAreaLazy(areas, memory, policy),
            new UnlinkPageTables(areas, memory),
            new LockedPurge("drain_vmap_area_work", purgeLock, Optional.empty()),
            new LockedPurge(
                "reclaim_and_purge_vmap_areas",
                purgeLock,
                Optional.of("purge_fragmented_blocks_allcpus")),
            new PurgeFragmentedBlocks(blocks, blockLock),
            new VmUnmapAliases(blocks, purgeLock, blockLock, policy),
            new ErofsDecompress(memory),
            new VmMapRam(),
            new VmMapRam.VmUnmapRam(),
            new VbAlloc(blocks, blockLock),
            new VbAlloc.NewVmapBlock(blocks, blockLock),
            new VbFree(blocks, blockLock, policy),
            new VbFree.FreeVmapBlock(blocks, blockLock));
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return routines;
  }

  /** {@return the variables} */
  public List<KernelVariable> variables() {
    return List.of(
        areaLock.variable(),
        purgeLock.variable(),
        blockLock.variable(),
        new KernelVariable(VMAP_LAZY_NR, Long.BYTES, Storage.GLOBAL),
        new KernelVariable(DRAIN_VMAP_WORK, Long.BYTES, Storage.GLOBAL),
        new KernelVariable(VFREE_DEFERRED, Long.BYTES, Storage.PER_CPU),
        new KernelVariable(VFREE_DEFERRED_WORK, Long.BYTES, Storage.PER_CPU));
  }

  /** {@return the work for kworkers} */
  public List<PendingWork> works() {
    return List.of(
        new PendingWork(DRAIN_VMAP_WORK, Storage.GLOBAL, "drain_vmap_area_work"),
        new PendingWork(VFREE_DEFERRED_WORK, Storage.PER_CPU, "delayed_vfree_work"));
  }
}
