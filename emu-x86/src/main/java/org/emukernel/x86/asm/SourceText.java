package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.List;

/** Cuts source text into statements and drops comments; GNU as, "Syntax: Comments, Statements". */
final class SourceText {
  /**
   * One statement.
   *
   * @param line counted from 0 within the text
   * @param text without comment
   */
  record Statement(int line, String text) {}

  private final String text;
  private final List<Statement> statements = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private int at;
  private int line;

  private SourceText(String text) {
    this.text = text;
  }

  static List<Statement> statements(String text) {
    return new SourceText(text).cut();
  }

  private List<Statement> cut() {
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '"' -> copyString();
        case '/' -> slash();
        case '#' -> at = endOfLine();
        case '\n', ';' -> {
          flush();
          line += text.charAt(at) == '\n' ? 1 : 0;
          at++;
        }
        default -> copyPlain();
      }
    }
    flush();
    return statements;
  }

  private void slash() {
    if (text.startsWith("/*", at)) {
      skipBlockComment();
    } else if (text.startsWith("//", at)) {
      at = endOfLine();
    } else {
      current.append('/');
      at++;
    }
  }

  private void copyPlain() {
    int start = at++;
    while (at < text.length() && "\"/#\n;".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    current.append(text, start, at);
  }

  private void flush() {
    String statement = current.toString();
    if (!statement.isBlank()) {
      statements.add(new Statement(line, statement));
    }
    current.setLength(0);
  }

  private void copyString() {
    int start = at++;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
    current.append(text, start, at);
  }

  private void skipBlockComment() {
    int end = text.indexOf("*/", at + 2);
    int stop = end < 0 ? text.length() : end + 2;
    line += (int) text.substring(at, stop).chars().filter(c -> c == '\n').count();
    current.append(' ');
    at = stop;
  }

  private int endOfLine() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }
}
