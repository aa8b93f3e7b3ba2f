package org.emukernel.scenarios.sweep;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.scenarios.cli.GridSweeper;
import org.emukernel.scenarios.config.GridCell;
import org.emukernel.scenarios.report.AtomicFile;
import org.emukernel.scenarios.report.JsonValues;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ResultColumns;
import org.emukernel.scenarios.sweep.CellOutcome.Status;
import org.jspecify.annotations.Nullable;

/** Runs the cells of a grid that are not finished yet, and writes the table of all. */
public final class Sweeper implements GridSweeper {

  private final SweepEngine engine;
  private final ProgramIdentity program;

  @Inject
  Sweeper(SweepEngine engine, ProgramIdentity program) {
    this.engine = engine;
    this.program = program;
  }

  @Override
  public Outcome sweep(Request request, ProgressSink progress)
      throws IOException, RefusedException {
    Files.createDirectories(request.directory());
    try (Journal journal = Journal.open(request.directory().resolve("journal"), program.text())) {
      return sweep(request, journal, progress);
    }
  }

  private Outcome sweep(Request request, Journal journal, ProgressSink progress)
      throws IOException {
    List<SweepCell> cells = request.grid().cells().stream().map(SweepCell::of).toList();
    List<SweepCell> todo =
        cells.stream().filter(cell -> journal.result(cell.hash()).isEmpty()).toList();
    Map<String, CellOutcome> failed = new HashMap<>();
    try {
      if (!todo.isEmpty()) {
        engine.run(todo, request.workers(), progress, outcome -> keep(outcome, journal, failed));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<Map<String, @Nullable Object>> rows = rows(request, cells, journal, failed);
    RowFiles files = new RowFiles(rows);
    Path csv = request.directory().resolve("rows.csv");
    Path jsonLines = request.directory().resolve("rows.jsonl");
    files.writeCsv(csv);
    files.writeJsonLines(jsonLines);
    return new Outcome(
        cells.size(),
        cells.size() - todo.size(),
        journal.damaged(),
        failures(request.directory(), cells, failed),
        (int) rows.stream().filter(Sweeper::hasViolations).count(),
        csv,
        jsonLines,
        rows);
  }

  private static void keep(CellOutcome outcome, Journal journal, Map<String, CellOutcome> failed) {
    if (outcome.status() != Status.DONE) {
      failed.put(outcome.hash(), outcome);
      return;
    }
    try {
      journal.add(outcome.hash(), outcome.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Map<String, @Nullable Object>> rows(
      Request request, List<SweepCell> cells, Journal journal, Map<String, CellOutcome> failed)
      throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    String version = program.version();
    for (int i = 0; i < cells.size(); i++) {
      GridCell cell = request.grid().cells().get(i);
      String hash = cells.get(i).hash();
      Map<String, @Nullable Object> result = JsonValues.read(journal.result(hash).orElse("{}"));
      CellOutcome outcome = failed.get(hash);
      String error = outcome == null ? "" : outcome.text();
      rows.add(RowFiles.row(cell.settings(), result, error, version));
    }
    return rows;
  }

  private static boolean hasViolations(Map<String, @Nullable Object> row) {
    return row.get(ResultColumns.VIOLATIONS) instanceof Number count && count.longValue() > 0;
  }

  /* Each as a scenario that can be run again, the trace as its comment. */
  private static List<Failure> failures(
      Path directory, List<SweepCell> cells, Map<String, CellOutcome> failed) throws IOException {
    List<Failure> failures = new ArrayList<>();
    for (SweepCell cell : cells) {
      CellOutcome outcome = failed.get(cell.hash());
      if (outcome != null) {
        Path file = Files.createDirectories(directory.resolve("failed"));
        file = file.resolve(cell.hash() + ".conf");
        String comment = "# " + (outcome.text() + "\n" + outcome.trace()).strip();
        String text = comment.replace("\n", "\n# ") + "\n" + cell.text() + "\n";
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        Kind kind = outcome.status() == Status.REFUSED ? Kind.REFUSED : Kind.DEFECT;
        failures.add(new Failure(cell.title(), kind, outcome.text(), file));
      }
    }
    return failures;
  }
}
