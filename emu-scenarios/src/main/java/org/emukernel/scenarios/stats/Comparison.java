package org.emukernel.scenarios.stats;

import java.util.Arrays;
import org.apache.commons.statistics.inference.TTest;

/**
 * Two strategies in one configuration, seed by seed.
 *
 * @param configuration its values of the telling columns
 * @param first one strategy
 * @param second the other
 * @param difference of their values of the same seed, the second's less the first's
 * @param test by which the p-value is
 * @param p how likely such a difference, or a larger one, is if there is none; not corrected
 */
record Comparison(
    java.util.List<String> configuration,
    String first,
    String second,
    Interval difference,
    Test test,
    double p) {

  /** How a p-value is computed. */
  enum Test {
    /** Student's t of the differences. */
    PAIRED_T("paired t"),
    /** The differences do not vary, so that t is not defined: all 2^n signs of n of them. */
    SIGN_FLIP("sign flip");

    private final String shown;

    Test(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  /**
   * Compares.
   *
   * @param a values of the first, by seed
   * @param b values of the second, of the same seeds; at least two
   */
  static Comparison of(
      java.util.List<String> configuration,
      String first,
      String second,
      double[] a,
      double[] b,
      double confidence) {
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> b[i] - a[i]);
    Interval interval = Interval.of(differences, confidence);
    boolean varies = Arrays.stream(differences).distinct().count() > 1;
    double p = varies ? TTest.withDefaults().pairedTest(a, b).getPValue() : signFlip(differences);
    return new Comparison(
        configuration, first, second, interval, varies ? Test.PAIRED_T : Test.SIGN_FLIP, p);
  }

  /* Of equal differences only all signs alike are as extreme: 2 of 2^n. */
  private static double signFlip(double[] differences) {
    return differences[0] == 0 ? 1 : Math.min(1, StrictMath.pow(2, 1.0 - differences.length));
  }
}
