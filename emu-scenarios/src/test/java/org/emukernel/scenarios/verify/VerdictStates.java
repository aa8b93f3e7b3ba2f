package org.emukernel.scenarios.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.scenarios.config.VerdictRow;

/** Writes numbers of states into the files of verdicts in the source tree. */
final class VerdictStates {

  private static final Pattern STATES = Pattern.compile(",\\s*states = \\d+");
  private static final Pattern VERDICT = Pattern.compile("verdict = \\w+");

  private VerdictStates() {}

  static Path file(String pack) {
    return Path.of("src/main/resources/packs", pack + ".verdicts.conf");
  }

  /** Writes another number of states beside the verdict of a row. */
  static void write(VerdictRow row, long found) {
    Path file = file(row.pack());
    try {
      String text = Files.readString(file);
      Matcher verdict = VERDICT.matcher(text);
      for (int i = 0; i <= row.number(); i++) {
        if (!verdict.find()) {
          throw new IllegalStateException(file + " has no verdict number " + row.number());
        }
      }
      Matcher old = STATES.matcher(text).region(verdict.end(), text.length());
      int end = old.lookingAt() ? old.end() : verdict.end();
      Files.writeString(
          file, text.substring(0, verdict.end()) + ", states = " + found + text.substring(end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
