package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.report.HumanTime;
import org.emukernel.scenarios.top.TopScreen;
import org.emukernel.scenarios.top.TopSource;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emu top}: a table that goes on while a scenario runs or a recording is played. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Shows what each isolated CPU is sent, while a scenario runs or a recording is played: IPIs by the"
          + " function that they are for, mean and worst (shortest) time between them, and what was"
          + " deferred instead.",
      "Counts IPIs as they are sent, also to a CPU that is in the kernel; emu run counts those that hit"
          + " user mode. Where standard output is no terminal it prints the table of the end."
    })
final class TopCommand implements Callable<Integer> {

  private final Services services;
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO|FILE.conf",
      description = "A pack (emu list packs) or a HOCON file.")
  private @Nullable String scenario;

  @Option(
      names = "--replay",
      paramLabel = "RECORDING",
      description = "A recording to play instead.")
  private @Nullable Path recording;

  @Option(
      names = "--isolated",
      paramLabel = "CPULIST",
      description = "The CPUs of the recording to show; by default all that are sent IPIs.")
  private @Nullable String isolated;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many times faster than the wall clock virtual time goes on a terminal, if the machine"
              + " keeps up; ${DEFAULT-VALUE} by default. The keys + and - change it.")
  private double speed = 1;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description =
          "Where standard output is no terminal: print a table each time so much virtual"
              + " time has passed, such as 10m.")
  private @Nullable String every;

  @Mixin private ScenarioOptions options = new ScenarioOptions();

  TopCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadScenarioException, BadInputException {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new BadInputException("--speed: found " + speed + ", expected a number above 0");
    }
    long step = step();
    try (TopSource source = source()) {
      if (step == 0 && isTerminal()) {
        onTerminal(source);
      } else {
        plainly(source, step == 0 ? source.endNs() : step);
      }
      console.result(frame(source));
    } catch (IOException e) {
      Path played = recording;
      throw new BadInputException(played == null ? IoReason.of(e) : IoReason.at(played, e), e);
    }
    return ExitStatus.FINE.code();
  }

  private long step() throws BadInputException {
    if (every == null) {
      return 0;
    }
    Duration duration = OptionValue.time("--every", every, "10m");
    if (duration.isZero() || duration.isNegative()) {
      throw new BadInputException("--every: found \"" + every + "\", expected a time above 0");
    }
    return duration.toNanos();
  }

  private TopSource source() throws BadScenarioException, BadInputException, IOException {
    Path played = recording;
    if ((scenario == null) == (played == null)) {
      throw new BadInputException("found no SCENARIO or both, expected SCENARIO or --replay");
    }
    return played == null ? simulated(String.valueOf(scenario)) : recorded(played);
  }

  private TopSource simulated(String name) throws BadScenarioException, BadInputException {
    if (isolated != null) {
      throw new BadInputException(
          "--isolated: found no --replay, expected --set machine.isolated=CPULIST");
    }
    ScenarioSettings settings = services.scenarios().load(name, options.overrides());
    StrategySettings strategy = settings.strategies().get(0);
    if (settings.strategies().size() > 1) {
      console.message("under " + strategy.label() + ", the first strategy; see --strategy");
    }
    return services.top().simulated(settings.points().get(0).settings(), strategy);
  }

  private TopSource recorded(Path file) throws BadInputException, IOException {
    if (options.isGiven()) {
      throw new BadInputException(
          "--replay: found options of a scenario, expected a recording alone");
    }
    RecordingReplay.requireReadable(file);
    return services.top().recorded(file, OptionValue.cpus("--isolated", isolated));
  }

  private boolean isTerminal() {
    return console.err() == System.err
        && StandardStream.INPUT.isTerminal()
        && StandardStream.OUTPUT.isTerminal();
  }

  private void onTerminal(TopSource source) throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().name("emu top").system(true).build()) {
      new TopScreen(terminal).show(source, speed);
    }
  }

  private void plainly(TopSource source, long step) throws IOException, BadInputException {
    for (long ns = step; !source.isOver(); ns += Math.min(step, Long.MAX_VALUE - ns)) {
      source.reach(ns);
      if (!source.isOver()) {
        console.result(frame(source) + "\n");
      }
    }
  }

  private static String frame(TopSource source) {
    return "%s, %s of virtual time%n%s"
        .formatted(source.title(), HumanTime.of(source.nowNs()), source.table());
  }
}
