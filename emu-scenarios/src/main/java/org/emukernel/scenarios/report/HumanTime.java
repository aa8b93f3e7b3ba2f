package org.emukernel.scenarios.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Times as a person says them. */
public final class HumanTime {

  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;

  private HumanTime() {}

  /** {@return a time such as {@code 6 h}, {@code 1 min 34 s}, {@code 2.5 s} or {@code 850 ms}} */
  public static String of(long ns) {
    if (ns < NS_PER_SECOND) {
      return small(ns);
    }
    if (ns < 10 * NS_PER_SECOND) {
      return decimal(ns, NS_PER_SECOND) + " s";
    }
    long seconds = (ns + NS_PER_SECOND / 2) / NS_PER_SECOND;
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    return seconds < HOUR
        ? pair(seconds / MINUTE, "min", seconds % MINUTE, "s")
        : pair(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min");
  }

  private static String small(long ns) {
    if (ns < 1_000) {
      return ns + " ns";
    }
    return ns < 1_000_000 ? decimal(ns, 1_000) + " us" : decimal(ns, 1_000_000) + " ms";
  }

  private static String decimal(long value, long unit) {
    BigDecimal one =
        BigDecimal.valueOf(value).divide(BigDecimal.valueOf(unit), 1, RoundingMode.HALF_EVEN);
    return one.stripTrailingZeros().toPlainString();
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    String head = large + " " + largeUnit;
    return small == 0 ? head : head + " " + small + " " + smallUnit;
  }
}
