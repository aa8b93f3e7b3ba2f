package org.emukernel.api.spi;

import java.math.BigDecimal;

/** Reads a time as HOCON writes it. Source: HOCON specification, "Duration Format". */
final class DurationText {

  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private DurationText() {}

  /**
   * {@return the nanoseconds that a text such as {@code 1.5 h} stands for; without a unit it is
   * milliseconds, as in HOCON}
   *
   * @throws IllegalArgumentException if it is no duration, or negative, or too long for a {@code
   *     long}
   */
  static long nanoseconds(String text) {
    int end = 0;
    while (end < text.length() && "0123456789.-+".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    BigDecimal number = new BigDecimal(text.substring(0, end));
    BigDecimal ns = number.multiply(BigDecimal.valueOf(unit(text.substring(end).strip())));
    if (ns.signum() < 0 || ns.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(text);
    }
    return ns.longValue();
  }

  private static long unit(String name) {
    return switch (name) {
      case "ns", "nano", "nanos", "nanosecond", "nanoseconds" -> 1L;
      case "us", "micro", "micros", "microsecond", "microseconds" -> 1_000L;
      case "", "ms", "milli", "millis", "millisecond", "milliseconds" -> 1_000_000L;
      case "s", "second", "seconds" -> 1_000_000_000L;
      case "m", "minute", "minutes" -> 60_000_000_000L;
      case "h", "hour", "hours" -> 3_600_000_000_000L;
      case "d", "day", "days" -> 86_400_000_000_000L;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
