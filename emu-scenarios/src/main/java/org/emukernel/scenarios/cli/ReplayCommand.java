package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.page.Asked;
import org.emukernel.scenarios.page.RecordedTimeline;
import org.emukernel.scenarios.page.ReplayPage;
import org.emukernel.scenarios.report.ReplayJson;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.report.ReplayTables;
import org.emukernel.scenarios.report.ReplayText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code emu replay}: what each strategy would have made of a recording. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Shows what each strategy would have made of a recording from a real kernel.")
final class ReplayCommand implements Callable<Integer> {

  private final Services services;
  private final Console console;
  private final RecordingReplay replay;

  @Parameters(
      paramLabel = "RECORDING",
      description =
          "trace-cmd's trace.dat, or the text of tracefs, trace-cmd report or perf script,"
              + " plain or .gz.")
  private Path recording = Path.of("");

  @Option(
      names = "--isolated",
      paramLabel = "CPULIST",
      description = "The CPUs that count as isolated, such as 1 or 10-35.")
  private @Nullable String isolated;

  @Option(
      names = "--strategy",
      paramLabel = "NAME[,NAME]",
      description =
          "The strategies to compare; all if none is named."
              + " With settings: 'coalesce-tlbi(flush=cr4-pge)'.")
  private @Nullable String strategies;

  @ParentCommand private EmuCommand emu = new EmuCommand();

  @Mixin private ResultFiles files = new ResultFiles();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ReplayCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
    this.replay = new RecordingReplay(services, console);
  }

  @Override
  public Integer call() throws BadScenarioException, BadInputException {
    RecordingReplay.requireReadable(recording);
    files.requireWritable();
    RecordedTimeline timeline = new RecordedTimeline();
    ReplayReport report =
        replay.replay(
            recording,
            OptionValue.cpus("--isolated", isolated),
            strategySettings(),
            files.hasPage() ? timeline : call -> {});
    console.result(json ? ReplayJson.of(report) : ReplayText.of(report));
    report.notes().forEach(note -> console.message(recording + ": " + note));
    files.writeTables(() -> ReplayTables.of(report));
    Asked asked = new Asked(again(), Optional.empty(), report.notes());
    files.writePage(() -> ReplayPage.of(report, asked, timeline));
    return ExitStatus.FINE.code();
  }

  private String again() {
    StringBuilder line = new StringBuilder("emu replay ").append(ShellWord.of(recording + ""));
    if (isolated != null) {
      line.append(" --isolated ").append(ShellWord.of(isolated));
    }
    if (strategies != null) {
      line.append(" --strategy ").append(ShellWord.of(strategies));
    }
    return line.append(emu.again()).toString();
  }

  private List<StrategySettings> strategySettings() throws BadScenarioException {
    if (strategies == null) {
      return replay.allStrategies();
    }
    return services
        .scenarios()
        .strategies(SettingOverride.option("--strategy", "strategies", strategies));
  }
}
