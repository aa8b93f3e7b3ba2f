package org.emukernel.scenarios.stats;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean and how well it is known.
 *
 * @param count how many values
 * @param mean of them
 * @param low end of the confidence interval by Student's t; NaN of a single value
 * @param high end of it; NaN of a single value
 */
record Interval(int count, double mean, double low, double high) {

  static Interval of(double[] values, double confidence) {
    double mean = Mean.of(values).getAsDouble();
    if (values.length < 2) {
      return new Interval(values.length, mean, Double.NaN, Double.NaN);
    }
    double error = StandardDeviation.of(values).getAsDouble() / Math.sqrt(values.length);
    double t =
        TDistribution.of(values.length - 1.0).inverseSurvivalProbability((1 - confidence) / 2);
    return new Interval(values.length, mean, mean - t * error, mean + t * error);
  }

  /** {@return whether the ends are known} */
  boolean isKnown() {
    return count > 1;
  }
}
