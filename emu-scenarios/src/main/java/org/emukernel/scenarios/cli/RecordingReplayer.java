package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayReport;

/** Finds out what strategies would have made of a recording from a real kernel. */
public interface RecordingReplayer {

  /**
   * Replays a recording.
   *
   * @param recording the file
   * @param isolated the CPUs that count as isolated; if empty, the replayer finds out
   * @param strategies the strategies, at least one
   * @param progress is told how far the replay has come
   * @return what was found; the same for the same recording
   * @throws IOException if the file cannot be read or is no recording; the message is one line and
   *     names the place
   */
  default ReplayReport replay(
      Path recording,
      Optional<CpuMask> isolated,
      List<StrategySettings> strategies,
      ProgressSink progress)
      throws IOException {
    return replay(recording, isolated, strategies, call -> {}, progress);
  }

  /**
   * Does the same.
   *
   * @param listener told of every call of the recording, in the order in which they began
   */
  ReplayReport replay(
      Path recording,
      Optional<CpuMask> isolated,
      List<StrategySettings> strategies,
      Consumer<RecordedCall> listener,
      ProgressSink progress)
      throws IOException;
}
