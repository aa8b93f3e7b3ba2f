package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
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

  /**
   * Says before long work what would be said after it.
   *
   * @throws BadInputException if one of the files cannot be written
   */
  void requireWritable() throws BadInputException {
    Optional<OutputFile> page = page();
    if (page.isPresent()) {
      page.get().requireWritable();
    }
  }

  /** {@return whether any of them is asked for} */
  boolean isGiven() {
    return report != null;
  }

  /** {@return whether a page is asked for} */
  boolean hasPage() {
    return report != null;
  }

  private Optional<OutputFile> page() {
    return Optional.ofNullable(report).map(path -> new OutputFile("--report", path));
  }

  /** Writes the page if one is asked for. */
  void writePage(Supplier<String> html) throws BadInputException {
    Optional<OutputFile> page = page();
    if (page.isPresent()) {
      page.get().write(html.get());
    }
  }
}
