package org.emukernel.scenarios.redrive;

/** A call that is done again, and what has come of it so far. */
final class Doing {

  private final Redo redo;
  private int answers;
  private int ipis;
  private int deferred;

  Doing(Redo redo) {
    this.redo = redo;
  }

  Redo redo() {
    return redo;
  }

  boolean watches(int target) {
    return redo.deed().watched().contains(target);
  }

  void queued() {
    answers++;
  }

  /* A reschedule is an IPI without a call queued before it. */
  void rescheduled() {
    answers++;
    ipis++;
  }

  void ipiSent() {
    ipis++;
  }

  void deferred() {
    answers++;
    deferred++;
  }

  /* The processors answer for all targets. */
  void broadcast() {
    answers += redo.deed().watched().count();
  }

  /** Checks that each target was heard of. */
  void requireAnswers() {
    if (answers != redo.deed().watched().count()) {
      throw new IllegalStateException("got " + answers + " answers for the call " + redo);
    }
  }

  Outcome outcome() {
    return new Outcome(ipis, deferred);
  }

  /**
   * What came of a call.
   *
   * @param ipis IPIs sent to isolated CPUs
   * @param deferred isolated CPUs that were let go
   */
  record Outcome(int ipis, int deferred) {}
}
