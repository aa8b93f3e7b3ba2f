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
    return SplitMix64.mix(
        SplitMix64.mix(key * SplitMix64.GOLDEN_GAMMA + 0x2545F4914F6CDD1DL) ^ value);
  }

  /** {@return the word of one cell in a second, independent hash; 0 for the value 0} */
  static long secondWord(long key, long value) {
    if (value == 0) {
      return 0;
    }
    return SplitMix64.mix(
        SplitMix64.mix(key * 0xD1342543DE82EF95L + 0x9FB21C651E98DF25L)
            + value * 0xAEF17502108EF2D9L);
  }
}
