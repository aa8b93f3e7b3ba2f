package org.emukernel.api.machine;

import java.util.Set;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.CostModel;
import org.emukernel.api.cpu.CpuMask;

/**
 * What a machine is made of, whatever its architecture, and how its kernel is configured.
 *
 * @param cpus how many CPUs
 * @param isolated those that run NOHZ_FULL
 * @param memoryBytes physical memory, a multiple of 2 MiB
 * @param features what of {@code emu.machine.features} is on, by key; an architecture ignores what
 *     it does not know
 * @param storeBufferEntries stores that a CPU can hold back; 0 for none
 * @param costs what things cost
 * @param chooser answers what the machine leaves open
 * @param rcuWatchingBits CT_RCU_WATCHING_WIDTH: how much of the counter of context tracking a
 *     reader compares, {@value #MIN_RCU_WATCHING_BITS} to {@value #MAX_RCU_WATCHING_BITS}
 */
public record HardwareSpec(
    int cpus,
    CpuMask isolated,
    long memoryBytes,
    Set<String> features,
    int storeBufferEntries,
    CostModel costs,
    Chooser chooser,
    int rcuWatchingBits) {

  /** CONFIG_RCU_DYNTICKS_TORTURE. */
  public static final int MIN_RCU_WATCHING_BITS = 2;

  /** CT_RCU_WATCHING_MAX_WIDTH: all that the state and work bits leave. */
  public static final int MAX_RCU_WATCHING_BITS = 28;

  /** Copies the features. */
  public HardwareSpec {
    features = Set.copyOf(features);
  }
}
