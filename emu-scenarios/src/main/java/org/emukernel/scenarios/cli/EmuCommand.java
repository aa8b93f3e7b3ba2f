package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

  private final Set<Path> plugIns = new LinkedHashSet<>();

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log more to standard error; twice: everything.")
  private boolean[] verbose = {};

  @Option(
      names = "--plugin",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description =
          "Adds the strategies, workloads, packs, faults and architectures of a jar, or of a"
              + " directory of classes or jars. Can be given more than once.")
  private void addPlugIns(List<Path> paths) {
    plugIns.addAll(paths);
  }

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an internal error.")
  private boolean debug;

  /** {@return the jars and directories of plug-ins} */
  List<Path> plugIns() {
    return List.copyOf(plugIns);
  }

  /** {@return the options that add the same plug-ins again} */
  String again() {
    StringBuilder line = new StringBuilder();
    plugIns.forEach(path -> line.append(" --plugin ").append(ShellWord.of(path.toString())));
    return line.toString();
  }

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
