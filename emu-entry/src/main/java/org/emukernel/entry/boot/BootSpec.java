package org.emukernel.entry.boot;

import org.emukernel.api.cpu.CpuMask;

/**
 * What a machine is like when its kernel has booted.
 *
 * @param cpus how many CPUs there are
 * @param isolated those that run NOHZ_FULL: context tracking is active there
 * @param inUserMode those that start in user mode; the others start in the kernel
 * @param perCpuPhysical physical address of CPU 0's copy of the per-CPU variables, a multiple of
 *     the page size; the others follow it
 */
public record BootSpec(int cpus, CpuMask isolated, CpuMask inUserMode, long perCpuPhysical) {

  /** Checks count and alignment. */
  public BootSpec {
    if (cpus < 1) {
      throw new IllegalArgumentException(cpus + " CPUs");
    }
    if (perCpuPhysical < 0 || perCpuPhysical % MemoryMap.PAGE != 0) {
      throw new IllegalArgumentException(
          "per-CPU memory at 0x%x; a page boundary is needed".formatted(perCpuPhysical));
    }
  }
}
