package org.emukernel.scenarios.verify;

/** A set of 64-bit hashes of states: open addressing, 8 bytes a place, at most half full. */
final class StateSet {

  private static final int FIRST = 1 << 16;

  private long[] places = new long[FIRST];
  private long size;
  private boolean hasZero;

  /** Puts a state in. {@return whether it was not in} */
  boolean add(long hash) {
    if (hash == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      size += isNew ? 1 : 0;
      return isNew;
    }
    int mask = places.length - 1;
    int place = (int) (hash >>> 20) & mask;
    while (places[place] != 0) {
      if (places[place] == hash) {
        return false;
      }
      place = place + 1 & mask;
    }
    places[place] = hash;
    size++;
    if (size * 2 > places.length) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] old = places;
    places = new long[Math.multiplyExact(old.length, 2)];
    int mask = places.length - 1;
    for (long hash : old) {
      if (hash != 0) {
        int place = (int) (hash >>> 20) & mask;
        while (places[place] != 0) {
          place = place + 1 & mask;
        }
        places[place] = hash;
      }
    }
  }

  /* What growing takes too: the old places and the new ones. */
  long bytes() {
    return 3L * Long.BYTES * places.length;
  }

  long size() {
    return size;
  }
}
