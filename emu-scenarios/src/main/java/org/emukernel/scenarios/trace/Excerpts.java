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
    StringBuilder out = new StringBuilder("\"");
    for (int at = start; at < shown; at++) {
      byte b = text[at];
      out.append(b >= ' ' && b < 0x7f ? (char) b : '?');
    }
    return out.append(shown < end ? "...\"" : "\"").toString();
  }
}
