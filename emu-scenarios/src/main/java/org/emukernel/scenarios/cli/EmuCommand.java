package org.emukernel.scenarios.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
@Command(
    name = "emu",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Runs a small Linux-like kernel on an emulated multi-CPU x86-64 machine and shows which IPIs hit"
          + " isolated CPUs, with and without deferral."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done, nothing found",
      "1:a monitor found a violation",
      "2:bad input or usage",
      "3:a limit was reached before a verdict",
      "70:internal error"
    },
    footer = {"", "Begin with: emu list, then: emu run rteval"})
final class EmuCommand {

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log more to standard error; twice: everything.")
  private boolean[] verbose = {};

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an internal error.")
  private boolean debug;

  int verbosity() {
    return verbose.length;
  }

  /** {@return what to print of an internal error} */
  Detail detail() {
    return debug ? Detail.STACK_TRACE : Detail.ONE_LINE;
  }

  /** How much of an internal error is printed. */
  enum Detail {
    /** One line; the stack trace goes to a file. */
    ONE_LINE,
    /** Everything. */
    STACK_TRACE
  }
}
