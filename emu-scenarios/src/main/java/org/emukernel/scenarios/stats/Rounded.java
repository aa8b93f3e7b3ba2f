package org.emukernel.scenarios.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as reports show them: rounded, so that they are alike on every JDK. */
final class Rounded {

  private static final MathContext DIGITS = new MathContext(9);
  private static final int DECIMALS = 2;
  private static final double SMALLEST_P = 0.0001;

  private Rounded() {}

  /** {@return nine digits} */
  static BigDecimal digits(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  /** {@return two decimals} */
  static String decimals(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** {@return a p-value to four decimals} */
  static String p(double value) {
    return value < SMALLEST_P ? "<0.0001" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** {@return a part of one as a percentage: {@code 95 %}} */
  static String percent(double value) {
    return digits(value * 100).toPlainString() + " %";
  }
}
