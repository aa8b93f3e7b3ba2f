package org.emukernel.scenarios.verify;

import java.util.Arrays;

/**
 * Words that some CPUs can come to. Of tens of thousands of situations in a search most come to the
 * same few hundred.
 */
final class ReachedWords {

  private final long[] loads;
  private final long[] stores;

  ReachedWords(WordSet loads, WordSet stores) {
    this.loads = loads.toArray();
    this.stores = stores.toArray();
    Arrays.sort(this.loads);
    Arrays.sort(this.stores);
  }

  /** {@return whether they have what a touch touches, in the same way} */
  boolean has(long touch) {
    return contains(StepTouches.isStore(touch) ? stores : loads, StepTouches.word(touch));
  }

  boolean isStoredTo(long word) {
    return contains(stores, word);
  }

  /** {@return whether a touch cannot be exchanged with theirs} */
  boolean conflict(long touch) {
    long word = StepTouches.word(touch);
    return contains(stores, word) || StepTouches.isStore(touch) && contains(loads, word);
  }

  private static boolean contains(long[] sorted, long word) {
    return Arrays.binarySearch(sorted, word) >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReachedWords words
        && Arrays.equals(loads, words.loads)
        && Arrays.equals(stores, words.stores);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(loads) + Arrays.hashCode(stores);
  }
}
