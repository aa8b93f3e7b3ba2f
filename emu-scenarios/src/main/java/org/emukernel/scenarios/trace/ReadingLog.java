package org.emukernel.scenarios.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.api.trace.TraceWarning;

/** Counts what a reader meets. */
final class ReadingLog {
  private static final int SHOWN_WARNINGS = 10;
  private static final int UNKNOWN_NAMES = 1000;
  private static final String OTHER_NAMES = "(other names)";

  private final List<TraceWarning> firstWarnings = new ArrayList<>();
  private Optional<TraceWarning> lastWarning = Optional.empty();
  private final SortedMap<String, Long> unknownEvents = new TreeMap<>();
  private long events;
  private long lostEvents;
  private long warningCount;

  void event() {
    events++;
  }

  void unknownEvent(String name) {
    boolean listed = unknownEvents.containsKey(name) || unknownEvents.size() < UNKNOWN_NAMES;
    unknownEvents.merge(listed ? name : OTHER_NAMES, 1L, Long::sum);
  }

  void lost(long count) {
    lostEvents += count;
  }

  void warn(long line, String message) {
    warningCount++;
    TraceWarning warning = new TraceWarning(Math.max(line, 1), message);
    lastWarning = Optional.of(warning);
    if (firstWarnings.size() < SHOWN_WARNINGS) {
      firstWarnings.add(warning);
    }
  }

  boolean hasEvents() {
    return events > 0;
  }

  /** {@return the first warning's text, or an empty one} */
  String firstWarning() {
    return firstWarnings.isEmpty() ? "" : firstWarnings.get(0).toString();
  }

  TraceDiagnostics diagnostics(long lines) {
    return new TraceDiagnostics(
        lines, events, lostEvents, warningCount, firstWarnings, lastWarning, unknownEvents);
  }
}
