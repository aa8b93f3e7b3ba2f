package org.emukernel.scenarios.report;

import java.math.BigDecimal;

/**
 * A mean that somebody has published, to stand beside the one that a run comes to.
 *
 * @param strategy the label of the strategy
 * @param mean the name of the mean, such as {@code ns_per_getpid}
 * @param value what was published, in the mean's unit
 * @param basis what the run's figure hangs on
 */
public record PublishedMean(String strategy, String mean, BigDecimal value, Basis basis) {

  /** What a computed figure hangs on. */
  public enum Basis {
    /** A cost of the profile was fitted so that the run comes to the published figure. */
    FITTED,
    /** Costs that were fitted to other figures, or to none. */
    PREDICTED
  }
}
