package org.emukernel.scenarios.verify;

import java.util.Arrays;
import org.emukernel.api.arena.SplitMix64;

/** Numbers of words, each once, in the order in which they came. */
final class WordSet {

  private static final int FIRST = 32;

  private long[] words = new long[FIRST];
  private int size;

  /* Open addressing, at most half full; where a word is, plus 1. */
  private int[] places = new int[2 * FIRST];

  /** Adds a word. {@return whether it is new} */
  boolean add(long word) {
    int place = placeOf(word);
    if (places[place] != 0) {
      return false;
    }
    if (size == words.length) {
      grow();
      place = placeOf(word);
    }
    words[size++] = word;
    places[place] = size;
    return true;
  }

  boolean contains(long word) {
    return places[placeOf(word)] != 0;
  }

  /* Where a word is, or would be put. */
  private int placeOf(long word) {
    int mask = places.length - 1;
    int place = (int) (word * SplitMix64.GOLDEN_GAMMA >>> 40) & mask;
    while (places[place] != 0 && words[places[place] - 1] != word) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    words = Arrays.copyOf(words, size * 2);
    places = new int[words.length * 2];
    for (int i = 0; i < size; i++) {
      places[placeOf(words[i])] = i + 1;
    }
  }

  int size() {
    return size;
  }

  void clear() {
    Arrays.fill(places, 0);
    size = 0;
  }

  long[] toArray() {
    return Arrays.copyOf(words, size);
  }
}
