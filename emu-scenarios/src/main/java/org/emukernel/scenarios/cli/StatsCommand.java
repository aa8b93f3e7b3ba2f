package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.emukernel.scenarios.stats.ResultRows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emu stats}: what the rows of a sweep come to. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Shows means over seeds with confidence intervals, and which differences between strategies"
          + " are significant.",
      "Differences are taken at the same seed, which gives every strategy the same load, and tested"
          + " by the paired t-test, p-values corrected after Holm."
    })
final class StatsCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "ROWS",
      description = "rows.jsonl of emu sweep, or the directory that it is in.")
  private Path rows = Path.of("");

  @Mixin private StatsOptions options = new StatsOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  StatsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws BadInputException {
    console.result(options.result(read(), json ? StatsOptions.Form.JSON : StatsOptions.Form.TEXT));
    return ExitStatus.FINE.code();
  }

  private ResultRows read() throws BadInputException {
    try {
      return ResultRows.read(rows);
    } catch (IOException e) {
      String reason = IoReason.of(e);
      throw new BadInputException(
          reason.contains(", expected")
              ? reason
              : rows + ": found " + reason + ", expected rows.jsonl of emu sweep",
          e);
    }
  }
}
