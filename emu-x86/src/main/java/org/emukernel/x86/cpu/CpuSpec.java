package org.emukernel.x86.cpu;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.x86.exec.CpuModel;

/**
 * What is fixed about one CPU.
 *
 * @param cpu its number, which is also its x2APIC identifier
 * @param cpus how many CPUs the machine has
 * @param isolated the CPUs that run NOHZ_FULL
 */
public record CpuSpec(int cpu, int cpus, CpuMask isolated, CpuModel model) {

  /** Checks the numbers. */
  public CpuSpec {
    if (cpus < 1 || cpu < 0 || cpu >= cpus) {
      throw new IllegalArgumentException("cpu " + cpu + " of " + cpus);
    }
  }
}
