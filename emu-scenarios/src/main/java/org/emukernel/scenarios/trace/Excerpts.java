package org.emukernel.scenarios.trace;

/** Shows a piece of a line in a message: short, on one line, in printable ASCII. */
final class Excerpts {
  private static final int LENGTH = 40;

  private Excerpts() {}

  static String of(byte[] text, int start, int end) {
    if (start >= end) {
      return "the end of the line";
    }
    int shown = Math.min(end, start + LENGTH);
    return "\"" + printable(text, start, shown) + (shown < end ? "...\"" : "\"");
  }

  /** {@return the bytes as text, with a question mark for each that is no printable ASCII} */
  static String printable(byte[] text, int start, int end) {
    StringBuilder out = new StringBuilder(end - start);
    for (int at = start; at < end; at++) {
      byte b = text[at];
      out.append(b >= ' ' && b < 0x7f ? (char) b : '?');
    }
    return out.toString();
  }
}
