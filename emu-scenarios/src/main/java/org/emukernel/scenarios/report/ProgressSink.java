package org.emukernel.scenarios.report;

/** Is told how far a long task has come. What it does with that never changes a result. */
public interface ProgressSink {

  /** A sink that does nothing. */
  ProgressSink NONE =
      new ProgressSink() {
        @Override
        public void started(String task, long total) {}

        @Override
        public void reached(long done) {}

        @Override
        public void finished() {}
      };

  /**
   * A part of the task begins; an earlier part has ended.
   *
   * @param task what it is, such as a strategy's name
   * @param total how much there is to do, in any unit
   */
  void started(String task, long total);

  /**
   * The part has come this far. May be called often.
   *
   * @param done how much is done, in the unit of the total
   */
  void reached(long done);

  /** What else there is to say of how far it has come. May be called often. */
  default void note(String text) {}

  /** The part has ended. */
  void finished();
}
