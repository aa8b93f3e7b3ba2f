package org.emukernel.api.arena;

import java.util.Arrays;

/** A set of cell keys that is filled and emptied again and again; open addressing. */
final class CellSet {

  private long[] keys = new long[1 << 10];

  /* A place is taken if it bears the number of the present filling. */
  private int[] filling = new int[keys.length];
  private int present = 1;
  private int size;

  void clear() {
    size = 0;
    present++;
    if (present == 0) {
      Arrays.fill(filling, 0);
      present = 1;
    }
  }

  /** Puts a key in. {@return whether it was not in} */
  boolean add(long key) {
    int place = placeOf(key);
    if (filling[place] == present) {
      return false;
    }
    keys[place] = key;
    filling[place] = present;
    size++;
    if (size * 2 > keys.length) {
      grow();
    }
    return true;
  }

  private int placeOf(long key) {
    int mask = keys.length - 1;
    int place = (int) (key * SplitMix64.GOLDEN_GAMMA >>> 32) & mask;
    while (filling[place] == present && keys[place] != key) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldFilling = filling;
    keys = new long[2 * oldKeys.length];
    filling = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldFilling[i] == present) {
        int place = placeOf(oldKeys[i]);
        keys[place] = oldKeys[i];
        filling[place] = present;
      }
    }
  }
}
