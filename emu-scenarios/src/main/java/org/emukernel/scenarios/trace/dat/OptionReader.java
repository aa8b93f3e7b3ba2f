package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the options that mean the same in both versions; others are skipped. */
final class OptionReader {
  private static final Pattern CLOCK = Pattern.compile("\\[([^\\]]*)\\]");

  /** Clocks that count nanoseconds: Documentation/trace/ftrace.rst, "trace_clock" (Linux v6.18). */
  private static final Set<String> NANOSECONDS =
      Set.of("local", "global", "uptime", "perf", "mono", "mono_raw", "boot", "tai", "tsc2nsec");

  private static final int LONGEST_TIME = 64;
  private static final int LONGEST_CLOCKS = 4096;
  private static final long US = 1000;
  private static final int MOST_SHIFT = 63;

  private final DatHeader header;

  OptionReader(DatHeader header) {
    this.header = header;
  }

  /** Reads an option's data, which is all that the input has. */
  void read(DatOption option, DatInput in) throws IOException {
    switch (option) {
      case DATE -> addToTime(in, US);
      case OFFSET -> addToTime(in, 1);
      case CPUCOUNT -> header.cpuCount(in.number32("the number of CPUs"), in);
      case TSC2NSEC -> readTsc(in);
      case TRACECLOCK -> readClocks(in);
      default -> {
        /* Says nothing about events and times. */
      }
    }
  }

  private void readClocks(DatInput in) throws IOException {
    Matcher current = CLOCK.matcher(text(in, "trace_clock", LONGEST_CLOCKS));
    if (current.find()) {
      clock(current.group(1), in);
    }
  }

  /** Notes the clock of the times, which was read last. */
  void clock(String name, DatInput in) {
    if (!NANOSECONDS.contains(name) && header.time().multiplier() == 0) {
      header
          .log()
          .warn(
              in.warningLast(
                  "expected a clock that counts nanoseconds, found "
                      + name
                      + "; times are in its own unit"));
    }
  }

  private void addToTime(DatInput in, long unit) throws IOException {
    String text = text(in, "a time as text", LONGEST_TIME);
    try {
      header.time(header.time().plus(Math.multiplyExact(Long.decode(text.strip()), unit)));
    } catch (NumberFormatException | ArithmeticException e) {
      throw in.expectedLast("a time as text, such as 0x12ab", "\"" + text + "\"");
    }
  }

  private void readTsc(DatInput in) throws IOException {
    long multiplier = in.number32("the TSC's multiplier");
    long shift = in.number32("the TSC's shift");
    if (shift > MOST_SHIFT) {
      throw in.expectedLast("a shift of at most " + MOST_SHIFT, Long.toString(shift));
    }
    header.time(header.time().withTsc(multiplier, (int) shift, in.number64("the TSC's offset")));
  }

  private static String text(DatInput in, String what, int limit) throws IOException {
    String text = new String(in.block(what, in.left(), limit), US_ASCII);
    int zero = text.indexOf(0);
    return zero < 0 ? text : text.substring(0, zero);
  }
}
