package org.emukernel.scenarios.config;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.emukernel.api.cpu.CpuMask;

/**
 * The machine of a scenario; {@code emu.machine}.
 *
 * @param architecture its name in the catalogue
 * @param cpus how many CPUs, 1 to {@value #MAX_CPUS}
 * @param isolated the NOHZ_FULL CPUs; never all of them
 * @param memoryBytes physical memory, a multiple of 2 MiB
 * @param features what the CPUs can do
 * @param storeBufferEntries stores that a CPU can hold back; 0 for none
 * @param nmisPerSecond NMIs that reach each CPU at random, in a second on average; 0 for none
 * @param profile what things cost
 */
public record MachineSettings(
    String architecture,
    int cpus,
    CpuMask isolated,
    long memoryBytes,
    Set<CpuFeature> features,
    int storeBufferEntries,
    int nmisPerSecond,
    CpuProfile profile) {

  /** As many CPUs as a scenario may have. */
  public static final int MAX_CPUS = 4096;

  /** Checks the CPUs and copies the features. */
  public MachineSettings {
    if (cpus < 1 || cpus > MAX_CPUS) {
      throw new IllegalArgumentException("cpus is " + cpus + ", expected 1 to " + MAX_CPUS);
    }
    if (isolated.last() >= cpus || isolated.count() == cpus) {
      throw new IllegalArgumentException("isolated is " + isolated + " of " + cpus + " CPUs");
    }
    EnumSet<CpuFeature> copy = EnumSet.noneOf(CpuFeature.class);
    copy.addAll(features);
    features = Collections.unmodifiableSet(copy);
  }

  /** {@return the CPUs that are not isolated} */
  public CpuMask housekeeping() {
    return CpuMask.range(0, cpus).without(isolated);
  }

  /** {@return whether the CPUs have the feature} */
  public boolean has(CpuFeature feature) {
    return features.contains(feature);
  }
}
