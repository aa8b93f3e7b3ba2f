package org.emukernel.scenarios.trace.dat;

/** Makes what comes from a file fit for a line of a terminal. */
final class Printable {
  private static final int LONGEST = 240;

  private Printable() {}

  /** {@return the text in printable ASCII, with a question mark for each other character, cut} */
  static String line(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
