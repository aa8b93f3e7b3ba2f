package org.emukernel.scenarios.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Fractions of counts, computed and printed alike on every JDK. */
final class Decimals {

  private static final int SCALE = 3;

  private Decimals() {}

  /** {@return seconds, to the nanosecond, without trailing zeros} */
  static BigDecimal seconds(long ns) {
    BigDecimal seconds = BigDecimal.valueOf(ns, 9).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }

  /** {@return a quotient to three places; 0 if there is nothing to divide by} */
  static BigDecimal ratio(long dividend, long divisor) {
    return divisor == 0
        ? BigDecimal.ZERO.setScale(SCALE)
        : BigDecimal.valueOf(dividend)
            .divide(BigDecimal.valueOf(divisor), SCALE, RoundingMode.HALF_EVEN);
  }

  /** {@return the mean time between two IPIs at one isolated CPU, s, to three places} */
  static Optional<BigDecimal> meanIntervalSeconds(RunReport run, StrategyResult result) {
    long ipis = result.ipisToIsolatedUser();
    if (ipis == 0) {
      return Optional.empty();
    }
    BigDecimal cpuSeconds =
        BigDecimal.valueOf(run.virtualNs(), 9)
            .multiply(BigDecimal.valueOf(result.ipisPerIsolatedCpu().size()));
    return Optional.of(cpuSeconds.divide(BigDecimal.valueOf(ipis), SCALE, RoundingMode.HALF_EVEN));
  }
}
