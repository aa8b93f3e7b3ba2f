package org.emukernel.scenarios.monitor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last things that bear on safety, oldest first: flushes, syncs, patches and what was deferred.
 */
final class History {

  private static final int LENGTH = 24;

  private final Deque<String> lines = new ArrayDeque<>();

  void add(long timeNs, int cpu, String what) {
    if (lines.size() == LENGTH) {
      lines.removeFirst();
    }
    lines.addLast(
        String.format(
            "%d.%09d CPU %d: %s", timeNs / 1_000_000_000L, timeNs % 1_000_000_000L, cpu, what));
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }
}
