package org.emukernel.scenarios.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what one event costs: {@code 250 cycles}, {@code 12.5 ns}, {@code 400 ps}. */
final class CostText {

  /** What a cost looks like, for messages. */
  static final String EXPECTED = "a cost of up to 1 s such as 250 cycles, 12.5 ns or 400 ps";

  private static final Pattern COST =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?) *(cycles|ps|ns|us)");
  private static final BigDecimal LONGEST_PS = BigDecimal.valueOf(1_000_000_000_000L);

  private CostText() {}

  /**
   * {@return the picoseconds, rounded to the nearest}
   *
   * @param mhz what a cycle is: 10^6 / mhz ps
   * @throws IllegalArgumentException if the text is no cost
   */
  static long picoseconds(String text, long mhz) {
    Matcher matcher = COST.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    BigDecimal ps =
        switch (matcher.group(2)) {
          case "ps" -> number;
          case "ns" -> number.movePointRight(3);
          case "us" -> number.movePointRight(6);
          default ->
              number.movePointRight(6).divide(BigDecimal.valueOf(mhz), 3, RoundingMode.HALF_UP);
        };
    if (ps.compareTo(LONGEST_PS) > 0) {
      throw new IllegalArgumentException(text);
    }
    return ps.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }
}
