package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.emukernel.scenarios.report.Table;
import org.emukernel.scenarios.report.TableForm;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that write a result into files, beside what is printed; the same for all commands.
 */
final class ResultFiles {

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write the result as a web page that needs nothing but a browser.")
  private @Nullable Path report;

  @Option(
      names = "--csv",
      paramLabel = "DIR",
      description = "Write each table of the result into a file of this directory, as CSV.")
  private @Nullable Path csv;

  @Option(
      names = "--jsonl",
      paramLabel = "DIR",
      description = "The same as JSON Lines: an object for each row.")
  private @Nullable Path jsonl;

  /**
   * Says before long work what would be said after it.
   *
   * @throws BadInputException if one of the files cannot be written
   */
  void requireWritable() throws BadInputException {
    if (page().isPresent()) {
      page().get().requireWritable();
    }
    for (TableFiles files : tables()) {
      files.requireWritable();
    }
  }

  /** {@return whether any of them is asked for} */
  boolean isGiven() {
    return page().isPresent() || !tables().isEmpty();
  }

  /** {@return whether a page is asked for} */
  boolean hasPage() {
    return page().isPresent();
  }

  private Optional<OutputFile> page() {
    return Optional.ofNullable(report).map(path -> new OutputFile("--report", path));
  }

  private List<TableFiles> tables() {
    List<TableFiles> all = new ArrayList<>();
    Optional.ofNullable(csv).map(dir -> new TableFiles(TableForm.CSV, dir)).ifPresent(all::add);
    Optional.ofNullable(jsonl).map(dir -> new TableFiles(TableForm.JSONL, dir)).ifPresent(all::add);
    return all;
  }

  /** Writes the page if one is asked for. */
  void writePage(Supplier<String> html) throws BadInputException {
    if (page().isPresent()) {
      page().get().write(html.get());
    }
  }

  /** Writes the tables in each form that is asked for. */
  void writeTables(Supplier<List<Table>> result) throws BadInputException {
    for (TableFiles files : tables()) {
      files.write(result.get());
    }
  }
}
