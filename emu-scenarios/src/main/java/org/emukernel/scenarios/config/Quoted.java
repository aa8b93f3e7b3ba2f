package org.emukernel.scenarios.config;

/** Makes any text fit into one line of a message. */
final class Quoted {

  private static final int LONGEST = 60;

  private Quoted() {}

  /** {@return the text in quotation marks, cut off if it is long} */
  static String text(String text) {
    return '"' + line(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text) + '"';
  }

  /** {@return the text without characters that would break or garble a line} */
  static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean harmless = c >= ' ' && !Character.isISOControl(c) && !Character.isSurrogate(c);
      out.append(
          harmless ? String.valueOf(c) : c == '\n' ? "\\n" : String.format("\\u%04x", (int) c));
    }
    return out.toString();
  }
}
