package org.emukernel.scenarios.redrive;

import java.util.OptionalLong;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sim.SharedProgress;

/** The progress of a replay: half of it is reading, and half is doing the calls again. */
final class ReplayProgress {

  private final SharedProgress shared;
  private final int strategies;

  ReplayProgress(ProgressSink sink, int strategies) {
    this.shared = new SharedProgress(sink, "replay", 2 * strategies);
    this.strategies = strategies;
  }

  /** {@return told how much of the file has been read} */
  ProgressSink reading() {
    return shared.parts(strategies);
  }

  /** {@return told how many calls of the log have been done again under one strategy} */
  ProgressSink redrive(CallLog log) {
    return new Redrive(log, shared.part());
  }

  /* How many there are shows only when all have been read. */
  private record Redrive(CallLog log, ProgressSink part) implements ProgressSink {

    @Override
    public void started(String task, long total) {}

    @Override
    public void reached(long done) {
      OptionalLong calls = log.calls();
      if (calls.isPresent()) {
        part.started("", Math.max(1, calls.getAsLong()));
        part.reached(done);
      }
    }

    @Override
    public void finished() {
      part.started("", 1);
      part.reached(1);
    }
  }
}
