package org.emukernel.scenarios.trace;

import org.emukernel.api.cpu.CpuMask;

/**
 * Reads what stands before an event's fields in the text of {@code perf script}. One object reads
 * all lines.
 *
 * <pre>
 *        task   pid/tid [cpu] seconds.fraction:   system:event: fields
 *        perf 28173 [000] 34441.509207:  csd:csd_function_exit: func=remote_function, csd=(nil)
 *        perf 12235 [000] 35988.634252: PERF_RECORD_LOST lost 92
 * </pre>
 *
 * <p>Of pid and tid the last counts. Before the event a period may stand. A task's name may hold
 * any of these characters, so the line is read from the first place at which pid, CPU and time all
 * fit. Source: perf_sample__fprintf_start(), tools/perf/builtin-script.c (Linux v6.18).
 */
final class PerfEventLine extends LineCursor {
  private static final String LOST = "PERF_RECORD_LOST lost ";
  private static final String OTHER_RECORD = "PERF_RECORD_";

  private int tokenStart;
  private int tokenEnd;
  private long lost;

  /** What a line is. */
  enum Kind {
    EVENT,
    /** Events were lost: {@link #lostEvents}. */
    LOST,
    /** Another of perf's own records, which is no event. */
    OTHER
  }

  /** Reads the line up to the event's name and the spaces behind it. */
  Kind read(byte[] line, int start, int lineEnd) throws MalformedTraceException {
    text = line;
    end = lineEnd;
    taskStart = skipSpaces(start);
    if (!findContext()) {
      throw expected("task pid [cpu] seconds.fraction:", taskStart);
    }
    flagsStart = at;
    flagsEnd = at;
    if (startsAt(LOST)) {
      at += LOST.length();
      lost = number(Long.MAX_VALUE / 100);
      return lost < 0 ? Kind.OTHER : Kind.LOST;
    }
    if (startsAt(OTHER_RECORD)) {
      return Kind.OTHER;
    }
    readName();
    return Kind.EVENT;
  }

  private boolean findContext() {
    for (int space = taskStart + 1; space < end; space++) {
      if (text[space] == ' ' && isDigit(space + 1) && context(space + 1)) {
        taskEnd = space;
        while (text[taskEnd - 1] == ' ') {
          taskEnd--;
        }
        return true;
      }
    }
    return false;
  }

  private boolean context(int first) {
    at = first;
    return readPid() && readCpu() && readTimestamp();
  }

  /* "28173", or "28173/28180   " of a thread. */
  private boolean readPid() {
    long number = number(Integer.MAX_VALUE);
    if (number >= 0 && at < end && text[at] == '/') {
      at++;
      number = number(Integer.MAX_VALUE);
    }
    pid = (int) number;
    int behind = skipSpaces(at);
    boolean ended = behind > at;
    at = behind;
    return number >= 0 && ended;
  }

  private boolean readCpu() {
    if (at == end || text[at++] != '[') {
      return false;
    }
    long number = number(CpuMask.MAX_CPU);
    if (number < 0 || at == end || text[at++] != ']') {
      return false;
    }
    cpu = (int) number;
    at = skipSpaces(at);
    return true;
  }

  /* "csd:csd_queue_cpu:", perhaps with the sample's period before it. */
  private void readName() throws MalformedTraceException {
    tokenStart = at;
    if (isDigit(at)) {
      number(Long.MAX_VALUE / 100);
      tokenStart = skipSpaces(at);
    }
    tokenEnd = tokenStart;
    while (tokenEnd < end && text[tokenEnd] != ' ') {
      tokenEnd++;
    }
    if (tokenEnd - tokenStart < 2 || text[tokenEnd - 1] != ':') {
      throw expected("an event's name and \":\"", tokenStart);
    }
    at = skipSpaces(tokenEnd);
    tokenEnd--;
  }

  /** {@return where the event's name with its system begins, such as csd:csd_queue_cpu} */
  int tokenStart() {
    return tokenStart;
  }

  int tokenEnd() {
    return tokenEnd;
  }

  int fieldsStart() {
    return at;
  }

  long lostEvents() {
    return lost;
  }
}
