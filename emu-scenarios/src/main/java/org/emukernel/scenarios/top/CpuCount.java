package org.emukernel.scenarios.top;

import java.util.HashMap;
import java.util.Map;

/** What one CPU was sent. */
final class CpuCount {

  private final Map<String, Long> bySource = new HashMap<>();
  private long ipis;
  private long lastNs = -1;
  private long shortestNs = Long.MAX_VALUE;
  private long deferred;

  void ipi(String source, long ns) {
    ipis++;
    bySource.merge(source, 1L, Long::sum);
    if (lastNs >= 0) {
      shortestNs = Math.min(shortestNs, ns - lastNs);
    }
    lastNs = ns;
  }

  void defer() {
    deferred++;
  }

  long ipis() {
    return ipis;
  }

  long deferred() {
    return deferred;
  }

  Map<String, Long> bySource() {
    return bySource;
  }

  /**
   * {@return the shortest time from one IPI to the next, ns; the greatest long with less than 2}
   */
  long shortestNs() {
    return shortestNs;
  }
}
