package org.emukernel.scenarios.report;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts counts into one order: the largest first, equal ones by name. */
final class Counts {

  private Counts() {}

  /** {@return an unmodifiable copy, the largest count first, equal ones by name} */
  static Map<String, Long> sorted(Map<String, Long> counts) {
    List<Map.Entry<String, Long>> entries =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    Map<String, Long> sorted = new LinkedHashMap<>();
    entries.forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(sorted);
  }
}
