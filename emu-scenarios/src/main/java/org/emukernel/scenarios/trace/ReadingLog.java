package org.emukernel.scenarios.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.api.trace.TraceWarning;

/** Counts what a reader meets. */
public final class ReadingLog {
  private static final int SHOWN_WARNINGS = 10;
  private static final int UNKNOWN_NAMES = 1000;
  private static final String OTHER_NAMES = "(other names)";

  private final List<TraceWarning> firstWarnings = new ArrayList<>();
  private Optional<TraceWarning> lastWarning = Optional.empty();
  private final SortedMap<String, Long> unknownEvents = new TreeMap<>();
  private final SortedMap<Integer, Long> lostByCpu = new TreeMap<>();
  private long events;
  private long lostEvents;
  private long warningCount;

  /** Counts an event that was read, and by its name one that no record describes. */
  public void event(TraceEvent event) {
    events++;
    if (event instanceof TraceEvent.Unknown unknown) {
      unknownEvent(unknown.name());
    }
  }

  private void unknownEvent(String name) {
    boolean listed = unknownEvents.containsKey(name) || unknownEvents.size() < UNKNOWN_NAMES;
    unknownEvents.merge(listed ? name : OTHER_NAMES, 1L, Long::sum);
  }

  /** Counts events lost nobody says where. */
  public void lost(long count) {
    lostEvents += count;
  }

  /** Counts events lost on a CPU. */
  public void lost(int cpu, long count) {
    lost(count);
    lostByCpu.merge(cpu, count, Long::sum);
  }

  void warn(long line, String message) {
    warn(new TraceWarning(TraceWarning.Unit.LINE, Math.max(line, 1), message));
  }

  /** Notes a place that could not be read. */
  public void warn(TraceWarning warning) {
    warningCount++;
    lastWarning = Optional.of(warning);
    if (firstWarnings.size() < SHOWN_WARNINGS) {
      firstWarnings.add(warning);
    }
  }

  /**
   * The recording has ended.
   *
   * @param where what was read, such as {@code 3 lines}
   * @throws TraceSyntaxException if there was no event
   */
  public void requireEvents(String where) throws TraceSyntaxException {
    if (events == 0) {
      String first = firstWarnings.isEmpty() ? "" : "; " + firstWarnings.get(0);
      throw new TraceSyntaxException("no trace event in " + where + first);
    }
  }

  /* A text has ended. */
  void requireWhole(LineSource lines) throws TraceSyntaxException {
    String damage = lines.damage();
    if (damage != null) {
      warn(lines.number(), "the file is cut off here: " + damage);
    }
    requireEvents(lines.number() + " lines");
  }

  /**
   * {@return what was met so far}
   *
   * @param lines lines read; 0 of a binary recording
   */
  public TraceDiagnostics diagnostics(long lines) {
    return new TraceDiagnostics(
        lines,
        events,
        lostEvents,
        lostByCpu,
        warningCount,
        firstWarnings,
        lastWarning,
        unknownEvents);
  }
}
