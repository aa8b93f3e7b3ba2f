package org.emukernel.api.spi;

import java.math.BigDecimal;
import java.util.Locale;
import org.emukernel.api.cpu.CpuMask;

/** How a setting's value is written in a scenario, and what it is read as. */
public enum SettingType {
  /** A whole number that is not negative, read as a {@link Long}. */
  COUNT("a whole number, 0 or more") {
    @Override
    Object parse(String text) {
      return requireNotNegative(Long.parseLong(text));
    }
  },
  /** A number that is not negative, read as a {@link Double}. */
  RATE("a number, 0 or more") {
    @Override
    Object parse(String text) {
      double rate = new BigDecimal(text).doubleValue();
      if (rate < 0 || Double.isInfinite(rate)) {
        throw new NumberFormatException(text);
      }
      return rate;
    }
  },
  /** A time such as {@code 20 ms}, read as a {@link Long} of nanoseconds. */
  DURATION("a duration such as 20 ms") {
    @Override
    Object parse(String text) {
      return DurationText.nanoseconds(text);
    }
  },
  /** {@code true} or {@code false}, read as a {@link Boolean}. */
  FLAG("true or false") {
    @Override
    Object parse(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "yes", "on" -> true;
        case "false", "no", "off" -> false;
        default -> throw new IllegalArgumentException(text);
      };
    }
  },
  /** A set of CPUs, read as a {@link CpuMask}. */
  CPU_LIST("a cpulist such as 0-3,8") {
    @Override
    Object parse(String text) {
      return CpuMask.parse(text);
    }
  },
  /** Any text, read as a {@link String}. */
  TEXT("text") {
    @Override
    Object parse(String text) {
      return text;
    }
  };

  private final String expected;

  SettingType(String expected) {
    this.expected = expected;
  }

  /** {@return what a value looks like, for messages} */
  public String expected() {
    return expected;
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if the text is no such value; the message says what was
   *     expected
   */
  public Object read(String text) {
    try {
      return parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("found \"" + text + "\", expected " + expected, e);
    }
  }

  abstract Object parse(String text);

  private static Long requireNotNegative(long number) {
    if (number < 0) {
      throw new NumberFormatException(String.valueOf(number));
    }
    return number;
  }
}
