package org.emukernel.scenarios.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.emukernel.scenarios.config.BadScenarioException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line: parses, runs one command, and turns whatever happens into an exit status. */
final class EmuCli {

  private final EmuCommand root = new EmuCommand();
  private final Console console;
  private final CommandLine commandLine;

  EmuCli(Services services, Console console) {
    this.console = console;
    this.commandLine =
        new CommandLine(root)
            .addSubcommand(new RunCommand(services, console))
            .addSubcommand(new ReplayCommand(services, console))
            .addSubcommand(new ListCommand(services, console))
            .addSubcommand(new ImageCommand(services, console))
            .addSubcommand(new CompletionCommand(console))
            .addSubcommand(new CommandLine.HelpCommand())
            .setOut(new PrintWriter(new OutputStreamWriter(console.out(), StandardCharsets.UTF_8)))
            .setErr(new PrintWriter(console.err(), true))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionStrategy(this::execute)
            .setParameterExceptionHandler((e, args) -> usage(e))
            .setExecutionExceptionHandler((e, command, result) -> failed(e));
  }

  /** {@return the exit status of one command} */
  int run(String... args) {
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
      throw new ParameterException(commandLine, "found no command");
    }
    Logging.configure(root.verbosity());
    return new RunLast().execute(result);
  }

  private int usage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    String what = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    console.message(what + "; \"" + command + " --help\" shows what was expected");
    return ExitStatus.BAD_INPUT.code();
  }

  private int failed(Exception e) {
    if (e instanceof BadScenarioException scenario) {
      scenario.lines().forEach(console::message);
      return ExitStatus.BAD_INPUT.code();
    }
    if (e instanceof BadInputException) {
      console.message(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
      return ExitStatus.BAD_INPUT.code();
    }
    return defect(e);
  }

  private int defect(Throwable defect) {
    DefectReport.report(defect, root.detail(), console);
    return ExitStatus.INTERNAL_ERROR.code();
  }
}
