package org.emukernel.scenarios.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.plugin.BadPlugInException;
import org.emukernel.scenarios.plugin.PlugIns;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: parses, runs one command, and turns whatever happens into an exit status. */
final class EmuCli {

  private final EmuCommand root = new EmuCommand();
  private final Services services;
  private final Console console;

  EmuCli(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  private CommandLine commandLine(String... args) {
    CommandLine made = new CommandLine(root);
    new Subcommands(services, console).addTo(made, args);
    return made.setOut(
            new PrintWriter(new OutputStreamWriter(console.out(), StandardCharsets.UTF_8)))
        .setErr(new PrintWriter(console.err(), true))
        .setExecutionStrategy(this::execute)
        .setParameterExceptionHandler((e, parsed) -> usage(e))
        .setExecutionExceptionHandler((e, command, result) -> failed(e));
  }

  /** {@return the exit status of one command} */
  int run(String... args) {
    CommandLine commandLine = commandLine(args);
    try {
      return commandLine.execute(args);
    } catch (StackOverflowError | OutOfMemoryError | AssertionError | LinkageError e) {
      return defect(e);
    } finally {
      commandLine.getOut().flush();
    }
  }

  private int execute(ParseResult result) {
    Integer help = CommandLine.executeHelpRequest(result);
    if (help != null) {
      return help;
    }
    if (!result.hasSubcommand()) {
      CommandLine emu = result.commandSpec().commandLine();
      throw new ParameterException(
          emu,
          "found no command, expected one of " + String.join(", ", emu.getSubcommands().keySet()));
    }
    Logging.configure(root.verbosity());
    try {
      services.plugIn(PlugIns.open(root.plugIns(), console::message));
    } catch (BadPlugInException e) {
      throw new ParameterException(
          result.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
    }
    return new RunLast().execute(result);
  }

  private int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName(" ");
    String what = oneLine(known(e, command).orElse(String.valueOf(e.getMessage())));
    console.message(what + "; see " + name + " --help");
    return ExitStatus.BAD_INPUT.code();
  }

  /* For a name that does not exist: the names that do. */
  private static Optional<String> known(ParameterException e, CommandLine command) {
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return Optional.empty();
    }
    String found = unmatched.getUnmatched().get(0);
    if (unmatched.isUnknownOption()) {
      return Optional.of(Expected.oneOf(found, command.getCommandSpec().optionsMap().keySet()));
    }
    return command.getSubcommands().isEmpty()
        ? Optional.of("found \"" + found + "\", expected nothing more")
        : Optional.of(Expected.oneOf(found, command.getSubcommands().keySet()));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private int failed(Exception e) {
    if (e instanceof BadScenarioException scenario) {
      scenario.lines().forEach(console::message);
      return ExitStatus.BAD_INPUT.code();
    }
    if (e instanceof BadInputException) {
      console.message(oneLine(String.valueOf(e.getMessage())));
      return ExitStatus.BAD_INPUT.code();
    }
    return defect(e);
  }

  private int defect(Throwable defect) {
    DefectReport.report(defect, root.detail(), console);
    return ExitStatus.INTERNAL_ERROR.code();
  }
}
