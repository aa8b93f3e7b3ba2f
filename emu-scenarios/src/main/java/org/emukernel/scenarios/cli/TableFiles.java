package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.emukernel.scenarios.report.PartFile;
import org.emukernel.scenarios.report.Table;
import org.emukernel.scenarios.report.TableForm;

/**
 * A directory with a file for each table. One that exists keeps what else is in it; the tables are
 * all written beside their places before the first is moved there.
 *
 * @param form how tables are written; also the option's name and the files' ending
 */
record TableFiles(TableForm form, Path directory) {

  private String ending() {
    return form.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Says before long work what would be said after it.
   *
   * @throws BadInputException if it cannot be a directory with files
   */
  void requireWritable() throws BadInputException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw refused("something that is no directory");
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory) && parent != null && !Files.isDirectory(parent)) {
      throw refused("no such file or directory");
    }
    Path there = Files.isDirectory(directory) ? directory : parent;
    if (there != null && !Files.isWritable(there)) {
      throw refused("no permission");
    }
  }

  private BadInputException refused(String found) {
    return new BadInputException(
        "--%s: %s: found %s, expected a directory that can be written to"
            .formatted(ending(), directory, found));
  }

  /** Writes the tables. */
  void write(List<Table> tables) throws BadInputException {
    List<PartFile> parts = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      for (Table table : tables) {
        PartFile part = PartFile.beside(directory.resolve(table.name() + "." + ending()));
        parts.add(part);
        Files.writeString(part.path(), form.text(table), StandardCharsets.UTF_8);
      }
      for (PartFile part : parts) {
        part.commit();
      }
    } catch (IOException e) {
      throw refused(IoReason.of(e));
    } finally {
      parts.forEach(TableFiles::remove);
    }
  }

  private static void remove(PartFile part) {
    try {
      part.close();
    } catch (IOException e) {
      // It stays beside its place; deleteOnExit tries once more.
    }
  }
}
