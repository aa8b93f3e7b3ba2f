package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.emukernel.scenarios.report.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

  @Mixin private TableOptions tables = new TableOptions();

  /**
   * Says before long work what would be said after it.
   *
   * @throws BadInputException if one of the files cannot be written
   */
  void requireWritable() throws BadInputException {
    if (page().isPresent()) {
      page().get().requireWritable();
    }
    tables.requireWritable();
  }

  /** {@return whether a page is asked for} */
  boolean hasPage() {
    return page().isPresent();
  }

  private Optional<OutputFile> page() {
    return Optional.ofNullable(report).map(path -> new OutputFile("--report", path));
  }

  /** Writes the page if one is asked for. */
  void writePage(Supplier<String> html) throws BadInputException {
    if (page().isPresent()) {
      page().get().write(html.get());
    }
  }

  /** Writes the tables in each form that is asked for. */
  void writeTables(Supplier<List<Table>> result) throws BadInputException {
    tables.write(result);
  }
}
