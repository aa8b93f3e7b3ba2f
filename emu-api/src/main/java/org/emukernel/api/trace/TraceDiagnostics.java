package org.emukernel.api.trace;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader noticed about a recording.
 *
 * @param lines lines read; 0 of a binary recording
 * @param events events read, unknown ones included; stacks are not events
 * @param lostEvents events that the recording says it lost (ring buffer overruns)
 * @param lostByCpu of them, those of which it says on which CPU
 * @param warningCount how many places could not be read
 * @param firstWarnings the first of them, in the recording's order
 * @param lastWarning the last of them: how the recording ended, if that was not well
 * @param unknownEvents events that no record of {@link TraceEvent} describes, counted by name
 */
public record TraceDiagnostics(
    long lines,
    long events,
    long lostEvents,
    SortedMap<Integer, Long> lostByCpu,
    long warningCount,
    List<TraceWarning> firstWarnings,
    Optional<TraceWarning> lastWarning,
    SortedMap<String, Long> unknownEvents) {
  /** Copies the collections. */
  public TraceDiagnostics {
    firstWarnings = List.copyOf(firstWarnings);
    lostByCpu = Collections.unmodifiableSortedMap(new TreeMap<>(lostByCpu));
    unknownEvents = Collections.unmodifiableSortedMap(new TreeMap<>(unknownEvents));
  }
}
