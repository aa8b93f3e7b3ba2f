package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.api.cpu.CpuMask;

/**
 * The lines of a recording that are neither event nor stack: the header of tracefs text
 * (print_trace_header(), kernel/trace/trace.c, Linux v6.18), trace-cmd's {@code cpus=} line, perf's
 * header, and what they say of events that were lost.
 */
final class NoteLine {
  private static final Pattern CPUS =
      Pattern.compile("cpus=(\\d{1,5})|# entries-.*#P:(\\d{1,5})|# nrcpus avail *: (\\d{1,5})");
  private static final Pattern ENTRIES =
      Pattern.compile("# entries-in-buffer/entries-written: (\\d{1,18})/(\\d{1,18}) .*");
  private static final Pattern LOST =
      Pattern.compile("CPU:(\\d{1,5}) \\[(?:LOST )?(\\d{0,18}) ?EVENTS(?: DROPPED)?\\]");
  private static final Pattern OTHER =
      Pattern.compile("#.*|version = .*|CPU \\d+ is empty|buffer .*");
  private static final int LONGEST = 200;

  private final String text;

  private NoteLine(String text) {
    this.text = text;
  }

  /** {@return whether a line that begins so may be a note; cheap, and wrong for some events} */
  static boolean mayBegin(byte first) {
    return first == '#' || first == 'c' || first == 'C' || first == 'v' || first == 'b';
  }

  static NoteLine of(byte[] text, int start, int end) {
    int shown = Math.min(end - start, LONGEST);
    return new NoteLine(new String(text, start, shown, ISO_8859_1).stripTrailing());
  }

  /** {@return whether the line is a note and no event} */
  boolean isNote() {
    return CPUS.matcher(text).matches()
        || OTHER.matcher(text).matches()
        || LOST.matcher(text).matches();
  }

  /** {@return the number of CPUs that the line states} */
  OptionalInt cpuCount() {
    Matcher matcher = CPUS.matcher(text);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int group = 1;
    while (matcher.group(group) == null) {
      group++;
    }
    int count = Integer.parseInt(matcher.group(group));
    return (count >= 1 && count <= CpuMask.MAX_CPU + 1)
        ? OptionalInt.of(count)
        : OptionalInt.empty();
  }

  /**
   * {@return how many CPUs there are at most, if the line says so}; trace-cmd numbers the CPUs that
   * there are, tracefs and perf may leave out some that have higher numbers.
   */
  OptionalInt cpuLimit() {
    return text.startsWith("cpus=") ? cpuCount() : OptionalInt.empty();
  }

  /** {@return how many events the line says were lost; 0 if it does not say} */
  long lostEvents() {
    Matcher entries = ENTRIES.matcher(text);
    if (entries.matches()) {
      return Math.max(0, Long.parseLong(entries.group(2)) - Long.parseLong(entries.group(1)));
    }
    Matcher lost = LOST.matcher(text);
    if (!lost.matches()) {
      return 0;
    }
    return lost.group(2).isEmpty() ? 1 : Long.parseLong(lost.group(2));
  }

  /** {@return the CPU that lost them, if the line says so} */
  OptionalInt cpuOfLostEvents() {
    Matcher lost = LOST.matcher(text);
    return lost.matches() ? OptionalInt.of(Integer.parseInt(lost.group(1))) : OptionalInt.empty();
  }
}
