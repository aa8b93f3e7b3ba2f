package org.emukernel.scenarios.sim;

import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.config.SweepPoint;

/** Makes a listener for each run of a scenario. */
@FunctionalInterface
public interface RunListeners {

  /** Nobody listens. */
  RunListeners NONE = (point, strategy) -> RunListener.NONE;

  /**
   * {@return who listens to the run of one strategy at one point}
   *
   * <p>Called in the order of the report's results, before any of the runs begins; they may then
   * run at once.
   */
  RunListener of(SweepPoint point, StrategySettings strategy);

  /** {@return these, and then others} */
  default RunListeners and(RunListeners others) {
    return (point, strategy) -> new BothListeners(of(point, strategy), others.of(point, strategy));
  }
}
