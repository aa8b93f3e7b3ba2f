package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.emukernel.api.trace.TraceHeader;

/** Reads numbers of a line, and keeps what stands before an event's name. */
abstract class LineCursor {
  private static final long MAX_SECONDS = 9_000_000_000L;
  private static final int FRACTION_DIGITS = 9;

  private final ByteKeyTable<String> tasks = new ByteKeyTable<>(LineCursor::utf8);
  private final ByteKeyTable<String> flagTexts = new ByteKeyTable<>(LineCursor::latin1);

  byte[] text = new byte[0];
  int end;
  int at;
  int taskStart;
  int taskEnd;
  int pid;
  int cpu;
  int flagsStart;
  int flagsEnd;
  private long timestampNs;

  /* "1317.351536: ", in microseconds or nanoseconds. */
  final boolean readTimestamp() {
    long seconds = number(MAX_SECONDS);
    if (seconds < 0 || at == end || text[at] != '.') {
      return false;
    }
    int first = ++at;
    long fraction = number(999_999_999);
    int digits = at - first;
    if (fraction < 0 || digits > FRACTION_DIGITS || at == end || text[at] != ':') {
      return false;
    }
    for (int digit = digits; digit < FRACTION_DIGITS; digit++) {
      fraction *= 10;
    }
    timestampNs = seconds * 1_000_000_000 + fraction;
    at = skipSpaces(at + 1);
    return true;
  }

  final boolean startsAt(String prefix) {
    if (end - at < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (text[at + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /* Up to maximum; -1 if there is no digit or the number is greater. */
  final long number(long maximum) {
    int first = at;
    long value = 0;
    while (at < end && isDigit(at) && value <= maximum) {
      value = value * 10 + (text[at++] - '0');
    }
    return (at == first || value > maximum) ? -1 : value;
  }

  final boolean isDigit(int index) {
    return index < end && text[index] >= '0' && text[index] <= '9';
  }

  final int skipSpaces(int from) {
    int index = from;
    while (index < end && text[index] == ' ') {
      index++;
    }
    return index;
  }

  final MalformedTraceException expected(String what, int where) {
    return new MalformedTraceException("expected " + what + " at " + Excerpts.of(text, where, end));
  }

  private static String utf8(byte[] text, int start, int end) {
    return new String(text, start, end - start, UTF_8);
  }

  private static String latin1(byte[] text, int start, int end) {
    return new String(text, start, end - start, ISO_8859_1);
  }

  /** {@return the header of the line that was read} */
  final TraceHeader header() throws MalformedTraceException {
    String task = tasks.get(text, taskStart, taskEnd);
    String flags = (flagsStart == flagsEnd) ? "" : flagTexts.get(text, flagsStart, flagsEnd);
    return new TraceHeader(task, pid, cpu, timestampNs, flags);
  }

  final int cpu() {
    return cpu;
  }
}
