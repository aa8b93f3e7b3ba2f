package org.emukernel.scenarios.verify;

import org.emukernel.scenarios.cli.ScenarioVerifier;

/** Remembers that whoever is told of the progress asked to stop; several threads may tell. */
final class StopNote implements ScenarioVerifier.Progress {

  private final ScenarioVerifier.Progress progress;
  private volatile boolean stopped;

  StopNote(ScenarioVerifier.Progress progress) {
    this.progress = progress;
  }

  @Override
  public boolean reached(long states, long transitions, int depth) {
    if (progress.reached(states, transitions, depth)) {
      return true;
    }
    stopped = true;
    return false;
  }

  boolean isStopped() {
    return stopped;
  }
}
