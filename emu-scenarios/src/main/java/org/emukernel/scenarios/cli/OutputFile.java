package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emukernel.scenarios.report.AtomicFile;

/**
 * A file that an option names and that a command writes at its end, whole or not at all.
 *
 * @param option the option's name
 * @param path where
 */
record OutputFile(String option, Path path) {

  /**
   * Says before long work what would be said after it.
   *
   * @throws BadInputException if no file can be written there
   */
  void requireWritable() throws BadInputException {
    Path directory = path.toAbsolutePath().getParent();
    if (Files.isDirectory(path)) {
      throw refused("a directory");
    }
    if (directory != null && !Files.isDirectory(directory)) {
      throw refused("no such file or directory");
    }
    if (directory != null && !Files.isWritable(directory) && !Files.isWritable(path)) {
      throw refused("no permission");
    }
  }

  private BadInputException refused(String found) {
    return new BadInputException(
        "%s: %s: found %s, expected a file that can be written".formatted(option, path, found));
  }

  /**
   * Writes it.
   *
   * @throws BadInputException if it cannot be written; what was there before is still there
   */
  void write(String text) throws BadInputException {
    try {
      AtomicFile.write(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw refused(IoReason.of(e));
    }
  }
}
