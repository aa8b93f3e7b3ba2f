package org.emukernel.entry.boot;

import java.util.List;
import org.emukernel.api.paging.Mapping;

/**
 * A machine whose kernel has booted, as data: what lies in memory, what is mapped, what the
 * registers hold. The direct map is not among the mappings.
 *
 * @param perCpuBytes size of a CPU's copy of the per-CPU variables, whole pages
 * @param memory what to write, in order
 * @param text what holds kernel code, in order
 * @param mappings what every address space has, in the half of the kernel
 * @param cpus the CPUs in order
 */
public record MachineBoot(
    long perCpuBytes,
    List<MemoryContent> memory,
    List<TextRange> text,
    List<Mapping> mappings,
    List<CpuBoot> cpus) {

  /** Copies the lists. */
  public MachineBoot {
    memory = List.copyOf(memory);
    text = List.copyOf(text);
    mappings = List.copyOf(mappings);
    cpus = List.copyOf(cpus);
  }

  /**
   * Kernel code.
   *
   * @param linear where it executes
   * @param physical where it lies
   * @param bytes its length
   */
  public record TextRange(long linear, long physical, long bytes) {}
}
