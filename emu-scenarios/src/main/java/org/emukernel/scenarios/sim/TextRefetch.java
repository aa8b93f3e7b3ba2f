package org.emukernel.scenarios.sim;

import org.emukernel.api.arena.SplitMix64;
import org.emukernel.api.machine.EmulatedCpu;

/**
 * A simulation's answer to {@link org.emukernel.api.choice.Choice#TEXT_REFETCH}: before one step in
 * {@value #STEPS} of a CPU that sees stale kernel text, one stale byte, any of them, is fetched
 * anew. So a CPU may go on with an old instruction for long, and may see a mix of old and new (SDM
 * vol. 3A, "Handling Self- and Cross-Modifying Code"). Drawn from the seed and the CPU's count of
 * steps; there is no state.
 */
record TextRefetch(long seed) {

  private static final int STEPS = 64;

  /** Before a step of a CPU that sees stale text. */
  void beforeStep(EmulatedCpu cpu) {
    long random =
        SplitMix64.mix(
            SplitMix64.mix(seed + cpu.cpu() * SplitMix64.GOLDEN_GAMMA)
                + cpu.instructions() * SplitMix64.GOLDEN_GAMMA);
    if (random >>> 32 < (1L << 32) / STEPS) {
      cpu.refetchText((int) ((random & 0xffff_ffffL) % cpu.staleTextBytes()));
    }
  }
}
