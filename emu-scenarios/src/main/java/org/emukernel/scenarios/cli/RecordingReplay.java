package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayReport;

/** What the commands share that take a recording. */
final class RecordingReplay {

  private final Services services;
  private final Console console;

  RecordingReplay(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  static void requireReadable(Path recording) throws BadInputException {
    if (!Files.isRegularFile(recording) || !Files.isReadable(recording)) {
      throw new BadInputException(
          recording + ": found no file that can be read, expected a recording");
    }
  }

  /** {@return every strategy with its defaults} */
  List<StrategySettings> allStrategies() {
    return services.catalogue().strategies().members().stream()
        .map(StrategySettings::defaults)
        .toList();
  }

  /**
   * Replays, with progress.
   *
   * @param isolated the CPUs that count as isolated; if empty, told from the recording
   * @param listener is told of each call
   */
  ReplayReport replay(
      Path recording,
      Optional<CpuMask> isolated,
      List<StrategySettings> strategies,
      Consumer<RecordedCall> listener)
      throws BadInputException {
    ProgressSink progress = Progress.forTerminal(console);
    try {
      return services.replayer().replay(recording, isolated, strategies, listener, progress);
    } catch (IOException e) {
      throw new BadInputException(IoReason.at(recording, e), e);
    } finally {
      progress.finished();
    }
  }
}
