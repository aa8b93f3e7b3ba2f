package org.emukernel.entry.machine;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.x86.cpu.CpuLayout;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.KernelTextLayout;
import org.emukernel.x86.mem.MmuLayout;
import org.emukernel.x86.mem.MmuSpec;

/**
 * Where the state of a machine lies in its arena, that of its memory management apart.
 *
 * @param cpus of each CPU
 * @param mmus of each CPU's way to memory
 * @param clocks of each CPU's clock
 * @param text of the kernel text
 */
record X86Layout(
    List<CpuLayout> cpus, List<MmuLayout> mmus, List<Integer> clocks, KernelTextLayout text) {

  /**
   * Where the kernel image is loaded and what it may take, then what each CPU's own variables may
   * take.
   */
  private static final long IMAGE_END = 48L << 20;

  private static final long PER_CPU_BYTES = 192L << 10;
  private static final long PER_PAIR_BYTES = 64;
  private static final long LARGE_PAGE = 2L << 20;

  static X86Layout reserve(ArenaBuilder slots, HardwareSpec spec, MmuSpec mmu) {
    List<CpuLayout> cpus = new ArrayList<>();
    List<MmuLayout> mmus = new ArrayList<>();
    List<Integer> clocks = new ArrayList<>();
    for (int cpu = 0; cpu < spec.cpus(); cpu++) {
      cpus.add(CpuLayout.reserve(slots, cpu));
      mmus.add(MmuLayout.reserve(slots, cpu, mmu));
      clocks.add(slots.observer("cpu" + cpu + ".clock"));
    }
    return new X86Layout(cpus, mmus, clocks, KernelText.reserve(slots));
  }

  /** {@return the physical address at which free memory begins} */
  static long firstFree(int cpus) {
    long end = IMAGE_END + cpus * (PER_CPU_BYTES + cpus * PER_PAIR_BYTES);
    return (end + LARGE_PAGE - 1) & -LARGE_PAGE;
  }
}
