package org.emukernel.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.wiring.EmuModule;

/**
 * Several commands in one JVM. The build runs it with {@code -XX:ArchiveClassesAtExit}, which puts
 * what they load into an archive that the {@code emu} launcher starts from.
 */
final class TrainingRun {

  private static final String NEXT = "--next";

  private TrainingRun() {}

  /**
   * Runs them.
   *
   * @param args the commands, each after a {@code --next}; the JVM's exit status is 2 if one of
   *     them was given bad input or is broken
   */
  public static void main(String[] args) {
    boolean bad = false;
    for (String[] command : commands(args)) {
      int status = Main.run(command, EmuModule::new);
      bad |= status == ExitStatus.BAD_INPUT.code() || status == ExitStatus.INTERNAL_ERROR.code();
    }
    System.exit(bad ? ExitStatus.BAD_INPUT.code() : ExitStatus.FINE.code());
  }

  private static List<String[]> commands(String... args) {
    List<List<String>> commands = new ArrayList<>();
    for (String arg : args) {
      if (arg.equals(NEXT)) {
        commands.add(new ArrayList<>());
      } else {
        commands.get(commands.size() - 1).add(arg);
      }
    }
    return commands.stream().map(command -> command.toArray(String[]::new)).toList();
  }
}
