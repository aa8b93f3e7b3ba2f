package org.emukernel.scenarios.sim;

import org.emukernel.scenarios.report.ProgressSink;

/** The progress of several parts that go on at once, as one. */
public final class SharedProgress {

  private static final long UNITS = 1000;

  private final ProgressSink sink;
  private long done;

  /**
   * Begins the whole.
   *
   * @param task what it is
   * @param parts how many parts it has
   */
  public SharedProgress(ProgressSink sink, String task, int parts) {
    this.sink = sink;
    sink.started(task, parts * UNITS);
  }

  private synchronized void add(long units) {
    done += units;
    sink.reached(done);
  }

  /** {@return the sink of one part; used by one thread} */
  public ProgressSink part() {
    return parts(1);
  }

  /** {@return the sink of something that counts as several parts; used by one thread} */
  public ProgressSink parts(int count) {
    return new Part(count * UNITS);
  }

  private final class Part implements ProgressSink {

    private final long units;
    private long total = 1;
    private long told;

    Part(long units) {
      this.units = units;
    }

    @Override
    public void started(String task, long partTotal) {
      total = partTotal;
    }

    @Override
    public void reached(long partDone) {
      long reached = partDone * units / total;
      add(reached - told);
      told = reached;
    }

    @Override
    public void finished() {
      reached(total);
    }
  }
}
