package org.emukernel.scenarios.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code emu completion}: a script for bash and zsh. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Prints a completion script for bash and zsh: source <(emu completion)")
final class CompletionCommand implements Callable<Integer> {

  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws BadInputException {
    if (spec == null) {
      throw new IllegalStateException("not called as a command");
    }
    console.result(AutoComplete.bash("emu", spec.root().commandLine()));
    return ExitStatus.FINE.code();
  }
}
