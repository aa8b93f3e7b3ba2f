package org.emukernel.scenarios.redrive;

import java.time.Duration;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Reports beside a throughput per microsecond how many CPUs all threads of the process had: the
 * score divided by it is the score per CPU-second, whatever else ran.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class ProcessCpuShare {

  /** CPU time, microseconds. */
  public long cpu;

  private Duration start = Duration.ZERO;

  private static Duration now() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Starts an iteration. */
  @Setup(Level.Iteration)
  public void start() {
    start = now();
  }

  /** Ends it. */
  @TearDown(Level.Iteration)
  public void end() {
    cpu = now().minus(start).toNanos() / 1000;
  }
}
