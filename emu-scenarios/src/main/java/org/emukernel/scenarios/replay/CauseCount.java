package org.emukernel.scenarios.replay;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often a cause struck the isolated CPUs.
 *
 * @param cause why
 * @param count calls queued at isolated CPUs, each target counted; for a bare IPI, the IPIs
 * @param ipis IPIs sent to isolated CPUs for it
 * @param deferrable of {@code count}, how many each strategy defers, by the strategy's name; empty
 *     until strategies have been asked
 */
public record CauseCount(Cause cause, long count, long ipis, SortedMap<String, Long> deferrable) {
  /** Copies the map. */
  public CauseCount {
    deferrable = Collections.unmodifiableSortedMap(new TreeMap<>(deferrable));
  }

  /** {@return the same with what strategies defer} */
  public CauseCount withDeferrable(SortedMap<String, Long> byStrategy) {
    return new CauseCount(cause, count, ipis, byStrategy);
  }
}
