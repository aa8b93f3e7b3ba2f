package org.emukernel.scenarios.cli;

import java.util.regex.Pattern;

/** Writes text so that a shell takes it as one word. */
final class ShellWord {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  private ShellWord() {}

  /** {@return the text, in quotation marks if it needs them} */
  static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
