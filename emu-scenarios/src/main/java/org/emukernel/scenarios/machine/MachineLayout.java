package org.emukernel.scenarios.machine;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.spi.MemoryManagerProvider;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.mm.MemoryManagementPlan;
import org.emukernel.mm.MemorySpec;
import org.emukernel.x86.cpu.CpuLayout;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.KernelTextLayout;
import org.emukernel.x86.mem.MmuLayout;

/**
 * Where the state of a machine lies in its arena.
 *
 * @param cpus of each CPU
 * @param mmus of each CPU's way to memory
 * @param clocks of each CPU's clock
 * @param text of the kernel text
 * @param memory of the memory management
 */
record MachineLayout(
    List<CpuLayout> cpus,
    List<MmuLayout> mmus,
    List<Integer> clocks,
    KernelTextLayout text,
    MemoryManagementPlan memory) {

  /**
   * Where the kernel image is loaded and what it may take, then what each CPU's own variables may
   * take.
   */
  private static final long IMAGE_END = 48L << 20;

  private static final long PER_CPU_BYTES = 192L << 10;
  private static final long PER_PAIR_BYTES = 64;
  private static final long LARGE_PAGE = 2L << 20;

  static MachineLayout reserve(ArenaBuilder slots, MachineSpec spec) {
    List<CpuLayout> cpus = new ArrayList<>();
    List<MmuLayout> mmus = new ArrayList<>();
    List<Integer> clocks = new ArrayList<>();
    for (int cpu = 0; cpu < spec.cpus(); cpu++) {
      cpus.add(CpuLayout.reserve(slots, cpu));
      mmus.add(MmuLayout.reserve(slots, cpu, spec.mmu()));
      clocks.add(slots.observer("cpu" + cpu + ".clock"));
    }
    MemoryManagerProvider.Geometry geometry =
        new MemoryManagerProvider.Geometry(
            spec.cpus(), firstFree(spec.cpus()), spec.memoryBytes(), MemoryMap.PAGE_OFFSET);
    MemoryManagementPlan memory =
        new MemoryManagementPlan(slots, MemorySpec.of(geometry, spec.kernel().memory()));
    return new MachineLayout(cpus, mmus, clocks, KernelText.reserve(slots), memory);
  }

  /** {@return the physical address at which free memory begins} */
  static long firstFree(int cpus) {
    long end = IMAGE_END + cpus * (PER_CPU_BYTES + cpus * PER_PAIR_BYTES);
    return (end + LARGE_PAGE - 1) & -LARGE_PAGE;
  }
}
