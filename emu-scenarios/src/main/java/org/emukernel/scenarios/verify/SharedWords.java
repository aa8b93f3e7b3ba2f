package org.emukernel.scenarios.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which 8-byte words of physical memory more than one CPU touches, at least one of them by a store.
 * Found out while the search runs: it starts with none, and begins again when it has learned of
 * another. The last pass learns nothing, so that what it took for private was.
 */
final class SharedWords {

  /** Added to the mask of a word's CPUs when one has stored there. */
  private static final int STORED = 1 << 31;

  private final Map<Long, Integer> touched = new HashMap<>();
  private final Set<Long> shared = new HashSet<>();
  private boolean learned;

  boolean contains(long physical, int size) {
    return shared.contains(physical >>> 3) || shared.contains(physical + size - 1 >>> 3);
  }

  void loaded(int cpu, long physical, int size) {
    touch(physical >>> 3, 1 << cpu);
    touch(physical + size - 1 >>> 3, 1 << cpu);
  }

  void stored(int cpu, long physical, int size) {
    touch(physical >>> 3, 1 << cpu | STORED);
    touch(physical + size - 1 >>> 3, 1 << cpu | STORED);
  }

  private void touch(long word, int by) {
    Integer before = touched.get(word);
    int now = before == null ? by : before | by;
    if (before != null && before == now) {
      return;
    }
    touched.put(word, now);
    boolean isShared = (now & STORED) != 0 && Integer.bitCount(now & ~STORED) > 1;
    if (isShared && shared.add(word)) {
      learned = true;
    }
  }

  /** {@return whether a word became shared since the last question} */
  boolean takeLearned() {
    boolean result = learned;
    learned = false;
    return result;
  }

  int size() {
    return shared.size();
  }
}
