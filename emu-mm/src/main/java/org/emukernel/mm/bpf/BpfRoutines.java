package org.emukernel.mm.bpf;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.mm.routine.CallThrough;
import org.emukernel.mm.routine.KernelLock;
import org.emukernel.mm.vmalloc.VmapAreas;

/**
 * Loading and freeing a classic socket filter (Linux v6.18), from {@code __x64_sys_setsockopt} down
 * to the program packs. A user calls {@code __x64_sys_setsockopt(bytes)}; a kworker calls {@code
 * bpf_jit_free(prog)} with what that returned.
 */
public final class BpfRoutines {

  private static final List<String> ATTACH =
      List.of(
          "__x64_sys_setsockopt",
          "__sys_setsockopt",
          "do_sock_setsockopt",
          "sk_setsockopt",
          "sk_attach_filter");
  private static final List<String> COMPILE =
      List.of(
          "bpf_prepare_filter",
          "bpf_prog_select_runtime",
          "bpf_int_jit_compile",
          "bpf_jit_binary_pack_alloc",
          "bpf_prog_pack_alloc");

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
  public BpfRoutines(Arena arena, Slots slots, VmapAreas areas) {
    ProgPacks packs = new ProgPacks(arena, slots.packs);
    addChain(ATTACH);
    routines.add(new SkAttachFilter());
    addChain(COMPILE);
    routines.add(new BpfProgPackAlloc(packs, areas, packMutex));
    routines.add(new BpfJitFree());
    routines.add(new CallThrough("bpf_jit_binary_pack_free", "bpf_prog_pack_free"));
    routines.add(new BpfProgPackFree(packs, packMutex));
  }

  private void addChain(List<String> chain) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      routines.add(new CallThrough(chain.get(i), chain.get(i + 1)));
    }
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return List.copyOf(routines);
  }

  /** {@return the variables} */
  public List<KernelVariable> variables() {
    return List.of(packMutex.variable());
  }
}
