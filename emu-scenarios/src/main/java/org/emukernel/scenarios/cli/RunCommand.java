package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.emukernel.api.kernel.MissingSymbolException;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.page.Asked;
import org.emukernel.scenarios.page.RunPage;
import org.emukernel.scenarios.page.Timelines;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunJson;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.RunTables;
import org.emukernel.scenarios.report.RunText;
import org.emukernel.scenarios.sim.Latencies;
import org.emukernel.scenarios.sim.RunListeners;
import org.emukernel.scenarios.tracer.TraceFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code emu run}: a scenario in virtual time, once for each strategy. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Runs a scenario in virtual time, under each of its strategies.",
      "A counterexample of emu verify --out is replayed, choice by choice."
    })
final class RunCommand implements Callable<Integer> {

  private final Services services;
  private final Console console;

  @Parameters(
      paramLabel = "SCENARIO|FILE.conf",
      description = "A pack (emu list packs) or a HOCON file.")
  private String scenario = "";

  @ParentCommand private EmuCommand emu = new EmuCommand();

  @Mixin private ScenarioOptions options = new ScenarioOptions();

  @Mixin private ResultFiles files = new ResultFiles();

  @Mixin private HdrOption histograms = new HdrOption();

  @Mixin private TraceOptions trace = new TraceOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  RunCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadScenarioException, BadInputException {
    files.requireWritable();
    histograms.requireWritable();
    VerifyScenario loaded = services.scenarios().loadAll(scenario, options.overrides());
    if (loaded.schedule().isGiven()) {
      trace.requireNone();
      histograms.requireNone();
      return new ScheduleReplay(services, console).run(loaded, form(), files, asked(loaded));
    }
    ScenarioSettings settings = loaded.settings();
    Logger log = LoggerFactory.getLogger(RunCommand.class);
    log.info("{}", settings);
    Footer footer = Footer.start();
    Timelines timelines = new Timelines(settings);
    Latencies latencies = new Latencies();
    RunReport report = recorded(settings, listeners(timelines, latencies));
    console.result(json ? RunJson.of(report) : RunText.of(report, settings.notes()));
    console.message(footer.line(report));
    report.bound().ifPresent(bound -> console.message("ended early: " + bound));
    if (report.verdict() != Verdict.HOLDS) {
      console.message("again: " + again(settings));
    }
    Asked asked = asked(loaded);
    files.writePage(() -> RunPage.of(report, asked, timelines));
    files.writeTables(() -> RunTables.of(report));
    histograms.write(latencies, asked.line(), report.virtualNs());
    return ExitStatus.of(report.verdict()).code();
  }

  private ScheduleReplay.Form form() {
    return json ? ScheduleReplay.Form.JSON : ScheduleReplay.Form.TEXT;
  }

  private RunListeners listeners(Timelines timelines, Latencies latencies) {
    RunListeners page = files.hasPage() ? timelines : RunListeners.NONE;
    return histograms.isGiven() ? page.and(latencies) : page;
  }

  private String again(ScenarioSettings settings) {
    return "emu run " + ShellWord.of(scenario) + options.again(settings.seed()) + emu.again();
  }

  private Asked asked(VerifyScenario loaded) throws BadScenarioException, BadInputException {
    ScenarioSettings settings = loaded.settings();
    Optional<String> text =
        files.hasPage()
            ? Optional.of(services.scenarios().text(loaded, scenario, options.overrides()))
            : Optional.empty();
    return new Asked(again(settings), text, settings.notes());
  }

  private RunReport recorded(ScenarioSettings settings, RunListeners listeners)
      throws BadInputException {
    Optional<TraceFiles> wanted = trace.files(settings);
    if (wanted.isEmpty()) {
      return run(settings, listeners);
    }
    try (TraceFiles traces = wanted.get()) {
      RunReport report = run(settings, traces.and(listeners));
      traces.commit();
      return report;
    } catch (UncheckedIOException e) {
      throw new BadInputException(trace.place() + ": " + IoReason.of(e.getCause()), e);
    } catch (IOException e) {
      throw new BadInputException(trace.place() + ": " + IoReason.of(e), e);
    }
  }

  private RunReport run(ScenarioSettings settings, RunListeners listeners)
      throws BadInputException {
    ProgressSink progress = Progress.forTerminal(console);
    try {
      return services.runner().run(settings, listeners, progress);
    } catch (MissingSymbolException e) {
      throw new BadInputException(
          scenario
              + ": "
              + e.getMessage()
              + " of architecture "
              + settings.machine().architecture()
              + ", expected workloads that need nothing else",
          e);
    } finally {
      progress.finished();
    }
  }
}
