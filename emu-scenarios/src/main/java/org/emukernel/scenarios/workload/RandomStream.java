package org.emukernel.scenarios.workload;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SplitMix64;

/**
 * A stream of pseudo-random numbers whose state is one slot of the arena (SplitMix64: Steele, Lea,
 * Flood, "Fast Splittable Pseudorandom Number Generators", 2014). {@link StrictMath} makes it the
 * same on every JDK.
 */
public final class RandomStream {

  private final Arena arena;
  private final int slot;

  /**
   * Takes a stream.
   *
   * @param slot where its state lies
   */
  public RandomStream(Arena arena, int slot) {
    this.arena = arena;
    this.slot = slot;
  }

  /** Starts the stream; different salts give independent streams of one seed. */
  public void seed(long seed, long salt) {
    arena.set(slot, SplitMix64.mix(seed + salt * SplitMix64.GOLDEN_GAMMA));
  }

  private long next() {
    long state = arena.get(slot) + SplitMix64.GOLDEN_GAMMA;
    arena.set(slot, state);
    return SplitMix64.mix(state);
  }

  /** {@return a number from 0 up to but without {@code bound}} */
  int below(int bound) {
    return (int) ((next() >>> 33) * bound >>> 31);
  }

  /**
   * {@return the time until the next of events that come at random with this mean interval, ns, at
   * least 1}
   */
  public long exponentialNs(double meanNs) {
    double uniform = ((next() >>> 11) + 1) * 0x1.0p-53;
    return Math.max(1, (long) (-StrictMath.log(uniform) * meanNs));
  }
}
