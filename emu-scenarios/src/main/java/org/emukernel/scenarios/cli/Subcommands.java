package org.emukernel.scenarios.cli;

import java.util.List;
import picocli.CommandLine;

/**
 * The commands. Picocli reads a command's annotations when it is made, which takes longer than many
 * a command itself, so that one that the command line begins with is made alone.
 */
final class Subcommands {

  /** In the order of the help. */
  private static final List<String> NAMES =
      List.of(
          "run",
          "replay",
          "record",
          "top",
          "verify",
          "check",
          "sweep",
          "stats",
          "list",
          "image",
          "completion",
          "help");

  /** They speak of the others. */
  private static final List<String> OF_ALL = List.of("completion", "help");

  private final Services services;
  private final Console console;

  Subcommands(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  /** Adds those that a command line can be about. */
  void addTo(CommandLine root, String... args) {
    String first = args.length == 0 ? "" : args[0];
    boolean alone = NAMES.contains(first) && !OF_ALL.contains(first);
    for (String name : alone ? List.of(first) : NAMES) {
      root.addSubcommand(make(name));
    }
  }

  private Object make(String name) {
    return switch (name) {
      case "run" -> new RunCommand(services, console);
      case "replay" -> new ReplayCommand(services, console);
      case "record" -> new RecordCommand(services, console);
      case "top" -> new TopCommand(services, console);
      case "verify" -> new VerifyCommand(services, console);
      case "check" -> new CheckCommand(services, console);
      case "sweep" -> new SweepCommand(services, console);
      case "stats" -> new StatsCommand(console);
      case "list" -> new ListCommand(services, console);
      case "image" -> new ImageCommand(services, console);
      case "completion" -> new CompletionCommand(console);
      case "help" -> new CommandLine.HelpCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
