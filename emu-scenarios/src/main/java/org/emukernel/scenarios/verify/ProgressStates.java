package org.emukernel.scenarios.verify;

import org.emukernel.api.arena.SplitMix64;

/**
 * What a {@link ProgressSearch} knows of each state: its number in the order of visits, which CPUs
 * wait there for an acknowledgement, and which never come back to user mode from there. Open
 * addressing, at most half full.
 */
final class ProgressStates {

  /** The component of the state has been left: its stuck CPUs are known. */
  static final int CLOSED = Integer.MAX_VALUE;

  private static final int FIRST = 1 << 14;
  private static final int BYTES = Long.BYTES + 2 * Integer.BYTES;
  private static final int WAITING_SHIFT = 16;
  private static final int STUCK = (1 << WAITING_SHIFT) - 1;

  /** How many CPUs have a bit. */
  static final int MAX_CPUS = WAITING_SHIFT;

  private long[] keys = new long[FIRST];
  private int[] numbers = new int[FIRST];
  private int[] cpus = new int[FIRST];
  private int size;

  /* 0 stands for a free place. */
  private static long keyOf(long hash) {
    return hash == 0 ? SplitMix64.GOLDEN_GAMMA : hash;
  }

  private int placeOf(long hash) {
    long key = keyOf(hash);
    int mask = keys.length - 1;
    int place = (int) (key >>> 20) & mask;
    while (keys[place] != 0 && keys[place] != key) {
      place = place + 1 & mask;
    }
    return place;
  }

  /**
   * Puts a new state in.
   *
   * @param number its number, from 1
   * @param waiting the CPUs that wait there
   */
  void add(long hash, int number, int waiting) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int place = placeOf(hash);
    keys[place] = keyOf(hash);
    numbers[place] = number;
    cpus[place] = waiting << WAITING_SHIFT;
    size++;
  }

  /** {@return the state's number, {@link #CLOSED}, or 0 if it is new} */
  int number(long hash) {
    return numbers[placeOf(hash)];
  }

  /** {@return the CPUs that never come back from there; of a closed state} */
  int stuck(long hash) {
    return cpus[placeOf(hash)] & STUCK;
  }

  /** {@return those of them that wait for an acknowledgement there} */
  int stuckWaiting(long hash) {
    int both = cpus[placeOf(hash)];
    return both >>> WAITING_SHIFT & both;
  }

  /** The component of a state is left. */
  void close(long hash, int stuck) {
    int place = placeOf(hash);
    numbers[place] = CLOSED;
    cpus[place] = cpus[place] & ~STUCK | stuck;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    int[] oldCpus = cpus;
    keys = new long[Math.multiplyExact(oldKeys.length, 2)];
    numbers = new int[keys.length];
    cpus = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int place = placeOf(oldKeys[i]);
        keys[place] = oldKeys[i];
        numbers[place] = oldNumbers[i];
        cpus[place] = oldCpus[i];
      }
    }
  }

  int size() {
    return size;
  }

  /* What growing takes too. */
  long bytes() {
    return 3L * BYTES * keys.length;
  }
}
