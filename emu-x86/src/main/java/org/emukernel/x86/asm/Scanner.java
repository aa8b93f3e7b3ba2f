package org.emukernel.x86.asm;

/** Reads one statement from left to right; the lexical rules of GNU as, "Syntax". */
final class Scanner {
  private final String text;
  private int at;

  Scanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    skipBlanks();
    return at >= text.length();
  }

  /** {@return the next character, or NUL at the end} */
  char peek() {
    skipBlanks();
    return at < text.length() ? text.charAt(at) : '\0';
  }

  boolean accept(String token) {
    skipBlanks();
    if (!text.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    return true;
  }

  void expect(String token) {
    if (!accept(token)) {
      throw new AssemblyException("expected '" + token + "' at '" + rest() + "'");
    }
  }

  boolean atName() {
    return isNameStart(peek());
  }

  /** {@return a symbol, mnemonic or register name; empty if none stands here} */
  String name() {
    skipBlanks();
    int start = at;
    if (at < text.length() && isNameStart(text.charAt(at))) {
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
    }
    return text.substring(start, at);
  }

  /** {@return a name, which must stand here} */
  String requireName() {
    String name = name();
    if (name.isEmpty()) {
      throw new AssemblyException("expected a name at '" + rest() + "'");
    }
    return name;
  }

  /** {@return digits and letters that start with a digit: a number or a reference such as 1f} */
  String numeral() {
    skipBlanks();
    int start = at;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** {@return the content of a string in double quotes, escapes resolved} */
  String quoted() {
    expect("\"");
    StringBuilder out = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      out.append(text.charAt(at) == '\\' ? escape() : text.charAt(at));
      at++;
    }
    if (at >= text.length()) {
      throw new AssemblyException("string without closing quote");
    }
    at++;
    return out.toString();
  }

  private char escape() {
    at++;
    char c = at < text.length() ? text.charAt(at) : '\\';
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '0' -> '\0';
      default -> c;
    };
  }

  String rest() {
    skipBlanks();
    return text.substring(Math.min(at, text.length()));
  }

  int position() {
    return at;
  }

  void rewind(int position) {
    at = position;
  }

  void expectEnd() {
    if (!atEnd()) {
      throw new AssemblyException("junk at end of line: '" + rest() + "'");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c == '.';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
  }
}
