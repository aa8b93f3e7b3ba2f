package org.emukernel.scenarios.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Reports beside a throughput per microsecond what share of a CPU the benchmark had: the score
 * divided by it is the score per CPU-second, whatever else ran.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class CpuShare {

  /** CPU time, microseconds. */
  public long cpu;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long startNs;

  /** Starts an iteration. */
  @Setup(Level.Iteration)
  public void start() {
    startNs = threads.getCurrentThreadCpuTime();
  }

  /** Ends it. */
  @TearDown(Level.Iteration)
  public void end() {
    cpu = (threads.getCurrentThreadCpuTime() - startNs) / 1000;
  }
}
