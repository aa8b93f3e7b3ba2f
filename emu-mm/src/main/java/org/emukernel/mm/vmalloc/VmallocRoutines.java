package org.emukernel.mm.vmalloc;

import java.util.List;
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
  private final List<Routine> routines;

  /**
   * Makes them.
   *
   * @param cpus how many CPUs are online
   * @param flush the function that flushes for vmalloc: flush_tlb_kernel_range, or the variant that
   *     may be deferred
   */
  public VmallocRoutines(VmapAreas areas, KernelMemory memory, int cpus, String flush) {
    routines =
        List.of(
            new AllocVmapArea(areas, areaLock),
            new VmallocNodeRange(areas, memory),
            new VmapPagesRange(memory),
            new VunmapRange(memory),
            new RemoveVmArea(areas, LazyMaxPages.of(cpus)),
            new Vfree(areas, memory),
            /* vfree_atomic(), which vfree() is in an interrupt. */
            new QueueForWork("vfree_atomic", VFREE_DEFERRED, VFREE_DEFERRED_WORK, 0),
            new DelayedVfreeWork(),
            new PurgeVmapAreaLazy(areas, flush),
            new LockedPurge("drain_vmap_area_work", purgeLock),
            new LockedPurge("reclaim_and_purge_vmap_areas", purgeLock),
            new VmUnmapAliases(purgeLock, flush));
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
