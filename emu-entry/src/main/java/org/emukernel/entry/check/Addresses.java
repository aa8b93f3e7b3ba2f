package org.emukernel.entry.check;

import java.util.stream.LongStream;

/** Addresses in ascending order as unsigned numbers, to find the nearest in. */
final class Addresses {

  private final long[] sorted;

  /** Takes them in ascending order; one may stand several times. */
  Addresses(LongStream ascending) {
    sorted = ascending.toArray();
  }

  int size() {
    return sorted.length;
  }

  long get(int index) {
    return sorted[index];
  }

  /** {@return the index of the first above an address; {@link #size} if none is} */
  int above(long linear) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (Long.compareUnsigned(sorted[middle], linear) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
