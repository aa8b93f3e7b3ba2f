package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.GridSettings;
import org.emukernel.scenarios.report.JsonText;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.stats.ResultRows;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emu sweep}: a grid of runs. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Runs a scenario once for every combination of strategies, seeds and other keys:"
          + " emu.grid in its file.",
      "Finished cells are kept in --out: the same command goes on after a kill."
    })
final class SweepCommand implements Callable<Integer> {

  private static final int MAX_WORKERS = 4096;

  private final Services services;
  private final Console console;

  @Parameters(paramLabel = "FILE.conf", description = "A HOCON file with emu.grid.")
  private String grid = "";

  @Mixin private ScenarioOptions options = new ScenarioOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where rows.csv and rows.jsonl are written and finished cells are kept;"
              + " default: FILE.sweep in the current directory.")
  private @Nullable Path out;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "0",
      description = "Run so many cells at once; default: as there are processors.")
  private int workers;

  @Option(
      names = "--stats",
      description = "Print what emu stats makes of the rows, instead of where they are.")
  private boolean stats;

  @Mixin private StatsOptions statsOptions = new StatsOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  SweepCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadScenarioException, BadInputException {
    if (workers < 0 || workers > MAX_WORKERS) {
      throw new BadInputException(
          "--workers: found " + workers + ", expected 1 to " + MAX_WORKERS + ", or 0 for all");
    }
    if (statsOptions.isGiven() && !stats) {
      throw new BadInputException(
          "found --metric, --csv or --jsonl without --stats, expected both; rows.csv and"
              + " rows.jsonl are in --out");
    }
    statsOptions.check();
    GridSettings loaded = services.scenarios().loadGrid(grid, options.overrides());
    GridSweeper.Outcome outcome = sweep(loaded);
    if (outcome.damaged() > 0) {
      console.message("%d damaged lines of the journal were left out".formatted(outcome.damaged()));
    }
    for (GridSweeper.Failure failure : outcome.failures()) {
      console.message("%s: %s".formatted(failure.cell(), failure.reason()));
      console.message("again: emu run " + ShellWord.of(failure.scenario().toString()));
    }
    console.result(stats ? stats(outcome) : json ? json(loaded, outcome) : text(loaded, outcome));
    return status(outcome).code();
  }

  private String stats(GridSweeper.Outcome outcome) throws BadInputException {
    StatsOptions.Form form = json ? StatsOptions.Form.JSON : StatsOptions.Form.TEXT;
    return statsOptions.result(new ResultRows(outcome.rows()), form);
  }

  private GridSweeper.Outcome sweep(GridSettings loaded) throws BadInputException {
    Path target = out == null ? defaultFor(grid) : out;
    ProgressSink progress = Progress.forTerminal(console);
    try {
      return services.sweeper().sweep(new GridSweeper.Request(loaded, target, workers), progress);
    } catch (GridSweeper.RefusedException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new BadInputException(
          "--out: %s: found %s, expected a directory that can be written"
              .formatted(target, IoReason.of(e)),
          e);
    } finally {
      progress.finished();
    }
  }

  private static Path defaultFor(String grid) {
    String name = String.valueOf(Path.of(grid).getFileName());
    return Path.of(name.replaceFirst("\\.conf$", "") + ".sweep");
  }

  /* What went wrong in one cell hides no finding in another; but without a result there is no "nothing found". */
  private static ExitStatus status(GridSweeper.Outcome outcome) {
    if (outcome.failures().stream().anyMatch(f -> f.kind() == GridSweeper.Kind.DEFECT)) {
      return ExitStatus.INTERNAL_ERROR;
    }
    if (!outcome.failures().isEmpty()) {
      return ExitStatus.BAD_INPUT;
    }
    return outcome.violated() > 0 ? ExitStatus.FINDING : ExitStatus.FINE;
  }

  private static String text(GridSettings grid, GridSweeper.Outcome outcome) {
    int without = outcome.failures().size();
    return "%s: %d cells, %d of them finished before%s%s%nrows: %s, %s%n"
        .formatted(
            grid.name(),
            outcome.cells(),
            outcome.kept(),
            without == 0 ? "" : ", " + without + " without a result",
            outcome.violated() == 0 ? "" : ", " + outcome.violated() + " with violations",
            outcome.csv(),
            outcome.jsonLines());
  }

  private static String json(GridSettings grid, GridSweeper.Outcome outcome) {
    return JsonText.object(
        out -> {
          out.writeStringField("grid", grid.name());
          out.writeNumberField("cells", outcome.cells());
          out.writeNumberField("kept", outcome.kept());
          out.writeNumberField("failed", outcome.failures().size());
          out.writeNumberField("violated", outcome.violated());
          out.writeStringField("rows_csv", outcome.csv().toString());
          out.writeStringField("rows_jsonl", outcome.jsonLines().toString());
        });
  }
}
