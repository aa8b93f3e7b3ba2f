package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Whole states: of each what differs from the first one. */
final class WholeStates implements VisitedStates {

  /* Of the object, its array and the entry of the map. */
  private static final int OVERHEAD = 100;

  private final Set<State> states = ConcurrentHashMap.newKeySet();
  private final AtomicLong words = new AtomicLong();

  /** One state. */
  private record State(long[] words) {

    @Override
    public boolean equals(Object other) {
      return other instanceof State state && Arrays.equals(words, state.words);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(words);
    }
  }

  @Override
  public boolean add(Explorable machine, int border) {
    long[] state = machine.whole();
    long[] whole = Arrays.copyOf(state, state.length + 1);
    whole[state.length] = border;
    boolean isNew = states.add(new State(whole));
    if (isNew) {
      words.addAndGet(whole.length);
    }
    return isNew;
  }

  @Override
  public long size() {
    return states.size();
  }

  @Override
  public long bytes() {
    return words.get() * Long.BYTES + (long) states.size() * OVERHEAD;
  }
}
