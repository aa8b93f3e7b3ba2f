package org.emukernel.scenarios.report;

import java.util.List;

/** Breaks long lines between words. */
final class Wrapped {

  /** Columns of a line. */
  static final int WIDTH = 100;

  private Wrapped() {}

  /** Appends {@code first} and the words, going on under the end of {@code first}. */
  static void append(StringBuilder out, String first, List<String> words) {
    String indent = " ".repeat(first.length());
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : words) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
