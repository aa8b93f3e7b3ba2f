package org.emukernel.scenarios.trace;

import org.emukernel.api.trace.CallStack;

/**
 * Collects the frames that {@code perf script} prints behind an event: a tab, the address, the
 * symbol perhaps with an offset, and where it is from in parentheses. The user's frames, which
 * follow the kernel's, and those of inlined functions, which no return address belongs to, are left
 * out. Source: sample__fprintf_callchain(), tools/perf/util/evsel_fprintf.c (Linux v6.18).
 */
final class PerfStack {
  private static final int ADDRESS_DIGITS = 16;
  private static final String INLINED = "(inlined)";

  private final StackBlock lines = new StackBlock(PerfStack::frame);
  private boolean user;

  void clear() {
    lines.clear();
    user = false;
  }

  static boolean isFrame(byte[] text, int start, int end) {
    return start < end && text[start] == '\t';
  }

  /** Adds a line that {@link #isFrame} accepts; {@return false if the stack has become too long} */
  boolean add(byte[] text, int start, int end) {
    user |= !isKernel(text, start, end);
    return user || lines.add(text, start, end);
  }

  CallStack stack() throws MalformedTraceException {
    return lines.stack();
  }

  private static int firstDigit(byte[] text, int start, int end) {
    int at = start;
    while (at < end && (text[at] == '\t' || text[at] == ' ')) {
      at++;
    }
    return at;
  }

  private static int digitsEnd(byte[] text, int from, int end) {
    int at = from;
    while (at < end && Character.digit(text[at], 16) >= 0) {
      at++;
    }
    return at;
  }

  /* Addresses of the kernel's half: 16 digits, the first an f. */
  private static boolean isKernel(byte[] text, int start, int end) {
    int first = firstDigit(text, start, end);
    return digitsEnd(text, first, end) - first == ADDRESS_DIGITS && text[first] == 'f';
  }

  private static String frame(byte[] text, int start, int end) {
    int first = firstDigit(text, start, end);
    int digits = digitsEnd(text, first, end);
    int name = Math.min(digits + 1, end);
    int nameEnd = name;
    while (nameEnd < end && text[nameEnd] != ' ') {
      nameEnd++;
    }
    if (Excerpts.printable(text, nameEnd, end).endsWith(INLINED)) {
      return "";
    }
    if (name == nameEnd || text[name] == '[') {
      return "0x" + Excerpts.printable(text, first, digits);
    }
    return Excerpts.printable(text, name, Symbols.plus(text, name, nameEnd));
  }
}
