package org.emukernel.mm.percpu;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.routine.KernelLock;
import org.emukernel.mm.vmalloc.VmapAreas;

/** The functions and variables of mm/percpu.c and mm/percpu-vm.c (Linux v6.18). */
public final class PercpuRoutines {

  static final String BALANCE_WORK = "pcpu_balance_work";

  private final KernelLock mutex = new KernelLock("pcpu_alloc_mutex");
  private final KernelLock lock = new KernelLock("pcpu_lock");
  private final List<Routine> routines;

  /**
   * What it needs of the arena.
   *
   * @param chunks slots of the chunks
   */
  public record Slots(PercpuChunks.Slots chunks) {

    /**
     * Reserves the state.
     *
     * @param chunks how many chunks there can be at once
     */
    public static Slots reserve(ArenaBuilder builder, int chunks) {
      return new Slots(PercpuChunks.Slots.reserve(builder, chunks));
    }
  }

  /** Makes the functions. */
  public PercpuRoutines(Arena arena, Slots slots, VmapAreas areas, KernelMemory memory) {
    PercpuChunks chunks = new PercpuChunks(arena, slots.chunks);
    routines =
        List.of(
            new PcpuAlloc(chunks, mutex, lock),
            new FreePercpu(chunks, lock),
            new PcpuPopulateChunk(chunks, memory),
            new PcpuDepopulateChunk(chunks, memory),
            new PcpuCreateChunk(chunks, areas),
            new PcpuCreateChunk.Destroy(chunks),
            new PcpuBalanceWorkfn(mutex),
            new PcpuBalanceFree(chunks, lock),
            new PcpuReclaimPopulated(chunks, lock),
            new PcpuBalancePopulated(chunks, lock));
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return routines;
  }

  /** {@return the variables} */
  public List<KernelVariable> variables() {
    return List.of(
        mutex.variable(),
        lock.variable(),
        new KernelVariable(BALANCE_WORK, Long.BYTES, Storage.GLOBAL));
  }

  /** {@return the work for kworkers} */
  public List<PendingWork> works() {
    return List.of(new PendingWork(BALANCE_WORK, Storage.GLOBAL, "pcpu_balance_workfn"));
  }
}
