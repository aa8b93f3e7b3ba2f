package org.emukernel.mm.bpf;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.routine.KernelLock;
import org.emukernel.mm.vmalloc.VmapAreas;
import org.emukernel.mm.work.QueueForWork;

/**
 * Loading and freeing a classic socket filter (Linux v6.18), from {@code __sys_setsockopt} down to
 * the program packs: {@code __sys_setsockopt(bytes, 0)} attaches a filter and returns it, {@code
 * __sys_setsockopt(0, filter)} detaches it; a kworker frees it. Also per-CPU maps.
 */
public final class BpfRoutines {

  static final String FREE_LIST = "bpf_prog_free_list";
  static final String FREE_WORK = "bpf_prog_free_work";

  private final KernelLock packMutex = new KernelLock("pack_mutex");
  private final List<Routine> routines = new ArrayList<>();

  /**
   * What it needs of the arena.
   *
   * @param packs slots of the packs
   */
  public record Slots(ProgPacks.Slots packs) {

    /**
     * Reserves the state.
     *
     * @param packs how many packs there can be at once
     */
    public static Slots reserve(ArenaBuilder builder, int packs) {
      return new Slots(ProgPacks.Slots.reserve(builder, packs));
    }
  }

  /** Makes the functions. */
  public BpfRoutines(Arena arena, Slots slots, VmapAreas areas, KernelMemory memory) {
    ProgPacks packs = new ProgPacks(arena, slots.packs);
    routines.addAll(CallThrough.chain("sk_setsockopt", "__sys_setsockopt", "do_sock_setsockopt"));
    routines.add(new SkSetsockopt());
    routines.add(new SkAttachFilter());
    routines.add(new QueueForWork("sk_detach_filter", FREE_LIST, FREE_WORK, BpfProg.FREE_LINK));
    routines.addAll(
        CallThrough.chain(
            "bpf_prog_pack_alloc",
            "bpf_prepare_filter",
            "bpf_prog_select_runtime",
            "bpf_int_jit_compile",
            "bpf_jit_binary_pack_alloc"));
    routines.add(new BpfProgPackAlloc(packs, areas, packMutex));
    routines.add(new BpfJitFree());
    routines.add(new CallThrough("bpf_jit_binary_pack_free", "bpf_prog_pack_free"));
    routines.add(new BpfProgPackFree(packs, packMutex));
    routines.addAll(PercpuArray.routines(memory));
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return List.copyOf(routines);
  }

  /** {@return the variables} */
  public List<KernelVariable> variables() {
    return List.of(
        packMutex.variable(),
        new KernelVariable(FREE_LIST, Long.BYTES, Storage.PER_CPU),
        new KernelVariable(FREE_WORK, Long.BYTES, Storage.PER_CPU),
        new KernelVariable(PercpuArray.FREE_LIST, Long.BYTES, Storage.PER_CPU),
        new KernelVariable(PercpuArray.FREE_WORK, Long.BYTES, Storage.PER_CPU));
  }

  /** {@return the work for kworkers} */
  public List<PendingWork> works() {
    return List.of(
        new PendingWork(FREE_WORK, Storage.PER_CPU, "bpf_jit_free"),
        new PendingWork(PercpuArray.FREE_WORK, Storage.PER_CPU, "bpf_map_free_deferred"));
  }
}
