package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs trace-cmd. */
final class TraceCmd {

  private static final double MS_PER_SECOND = 1000;

  private TraceCmd() {}

  /**
   * Records for a time.
   *
   * @param words {@link TraceCmdLine#of}
   * @param heard gets each line that trace-cmd prints
   * @throws BadInputException if it cannot be run, or fails
   */
  static void record(List<String> words, Duration time, Consumer<String> heard)
      throws BadInputException {
    List<String> command = new ArrayList<>(words);
    command.addAll(List.of("sleep", Double.toString(time.toMillis() / MS_PER_SECOND)));
    List<String> lines = new ArrayList<>();
    int status = run(command, lines::add);
    if (status != 0) {
      throw new BadInputException(
          "trace-cmd record: "
              + complaint(lines)
              + ", exit status "
              + status
              + "; it needs root and a kernel with these events");
    }
    lines.forEach(heard);
  }

  /* It explains itself at the end, behind its name. */
  private static String complaint(List<String> lines) {
    Optional<String> named =
        lines.stream().filter(line -> line.startsWith("trace-cmd: ")).findFirst();
    Optional<String> last = lines.stream().reduce((first, second) -> second);
    return named
        .map(line -> line.substring("trace-cmd: ".length()))
        .or(() -> last)
        .map(line -> "found \"" + line.strip() + "\"")
        .orElse("found no recording");
  }

  private static int run(List<String> command, Consumer<String> heard) throws BadInputException {
    Process process = start(command);
    try {
      new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(heard);
      return process.waitFor();
    } catch (IOException e) {
      throw new BadInputException("trace-cmd: " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("trace-cmd: interrupted", e);
    } finally {
      process.destroy();
    }
  }

  private static Process start(List<String> command) throws BadInputException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new BadInputException(
          command.get(0)
              + ": found no such program that can be run, expected trace-cmd (Debian: apt install"
              + " trace-cmd)",
          e);
    }
  }
}
