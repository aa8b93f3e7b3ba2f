package org.emukernel.api.spi;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.cpu.CpuMask;

/**
 * What a workload gets when it is laid out.
 *
 * @param slots where it reserves its state
 * @param housekeeping the CPUs that are not isolated
 * @param isolated the NOHZ_FULL CPUs
 * @param seed the run's seed; the only source of randomness
 * @param prefix begins the names of its slots
 */
public record WorkloadHost(
    ArenaBuilder slots, CpuMask housekeeping, CpuMask isolated, long seed, String prefix) {

  /** A workload whose slots are reserved, before the arena exists. */
  @FunctionalInterface
  public interface Plan {

    /** {@return the workload with its state in this arena, set to the start of the scenario} */
    Workload start(Arena arena);
  }
}
