package org.emukernel.scenarios.embed;

import java.time.Duration;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.sim.StrategyRun;

/**
 * A booted machine, to be run a while at a time. It holds nothing but memory. For one thread at a
 * time.
 */
public final class Machine {

  private final StrategyRun run;
  private Duration now = Duration.ZERO;

  Machine(StrategyRun run) {
    this.run = run;
  }

  /**
   * Lets virtual time pass on every CPU. In pieces or at once, the result is the same.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("found the duration " + duration + ", expected 0 or more");
    }
    now = now.plus(duration);
    run.runUntil(now.toNanos());
  }

  /** {@return virtual time since power-on} */
  public Duration now() {
    return now;
  }

  /** {@return what has come of it so far: counts, causes, violations} */
  public StrategyResult result() {
    return run.result();
  }

  /** {@return where a CPU is: symbol+offset, and the source's words for it} */
  public String place(int cpu) {
    return run.machine().place(cpu);
  }

  /** {@return the hash of the whole state: equal states have equal hashes} */
  public long stateHash() {
    return run.machine().arena().hash();
  }
}
