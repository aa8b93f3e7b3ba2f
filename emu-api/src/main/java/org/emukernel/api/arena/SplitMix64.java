package org.emukernel.api.arena;

/**
 * The generator of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014: a
 * counter that grows by {@link #GOLDEN_GAMMA} and an output function. Hashes and seeded draws use
 * the same one.
 */
public final class SplitMix64 {

  /** What the counter grows by: the odd integer next to 2^64 divided by the golden ratio. */
  public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** {@return the output for a value of the counter; one to one} */
  public static long mix(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
