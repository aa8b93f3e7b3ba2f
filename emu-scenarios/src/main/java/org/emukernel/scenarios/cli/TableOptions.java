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

/** The options that write tables for programs; the same for all commands. */
final class TableOptions {

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

  private List<TableFiles> files() {
    List<TableFiles> all = new ArrayList<>();
    Optional.ofNullable(csv).map(dir -> new TableFiles(TableForm.CSV, dir)).ifPresent(all::add);
    Optional.ofNullable(jsonl).map(dir -> new TableFiles(TableForm.JSONL, dir)).ifPresent(all::add);
    return all;
  }

  /** {@return whether tables are asked for} */
  boolean isGiven() {
    return !files().isEmpty();
  }

  /**
   * Says before long work what would be said after it.
   *
   * @throws BadInputException if one of the directories cannot be written to
   */
  void requireWritable() throws BadInputException {
    for (TableFiles files : files()) {
      files.requireWritable();
    }
  }

  /** Writes the tables in each form that is asked for. */
  void write(Supplier<List<Table>> result) throws BadInputException {
    for (TableFiles files : files()) {
      files.write(result.get());
    }
  }
}
