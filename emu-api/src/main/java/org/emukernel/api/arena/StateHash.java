package org.emukernel.api.arena;

/**
 * The 64-bit hash of a state: the exclusive or of one pseudo-random word for each cell that is not
 * zero, so that one write changes it in constant time and in any order (Zobrist, "A New Hashing
 * Method with Application for Game Playing", 1970). The word of a cell is a mix of its key and
 * value instead of a table row, since a cell holds any 64-bit value.
 */
final class StateHash {

  private StateHash() {}

  /**
   * {@return the word of one cell; 0 for the value 0, so that memory never touched costs nothing}
   *
   * @param key slot number, or the complement of a physical address divided by 8
   */
  static long word(long key, long value) {
    if (value == 0) {
      return 0;
    }
    return finish(finish(key * 0x9E3779B97F4A7C15L + 0x2545F4914F6CDD1DL) ^ value);
  }

  /* The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014). */
  private static long finish(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
