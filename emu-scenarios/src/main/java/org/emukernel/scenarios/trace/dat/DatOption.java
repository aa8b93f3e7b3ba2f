package org.emukernel.scenarios.trace.dat;

import java.util.Arrays;
import java.util.Optional;

/** The options of a trace.dat; some of them also number a section of version 7. */
public enum DatOption {
  /** The last one. Version 7: where further options are, or 0. */
  DONE(0),
  /** Microseconds to be added to all times, as text. */
  DATE(1),
  /** A CPU's {@code per_cpu/cpuN/stats}. */
  CPUSTAT(2),
  /** The place of a buffer's pages. */
  BUFFER(3),
  /** {@code trace_clock}: the clock in brackets. */
  TRACECLOCK(4),
  /** What uname(2) says. */
  UNAME(5),
  /** An event hook. */
  HOOK(6),
  /** Nanoseconds to be added to all times, as text. */
  OFFSET(7),
  /** How many CPUs there are. */
  CPUCOUNT(8),
  /** trace-cmd's version. */
  VERSION(9),
  /** Memory maps of processes. */
  PROCMAPS(10),
  /** The session's identifier. */
  TRACEID(11),
  /** Clock differences to another machine. */
  TIME_SHIFT(12),
  /** A guest that was recorded too. */
  GUEST(13),
  /** How a TSC becomes nanoseconds. */
  TSC2NSEC(14),
  /** Section of the descriptions of sections. */
  STRINGS(15),
  /** Where the headers of page and event are. */
  HEADER_INFO(16),
  /** Where the formats of ftrace's own events are. */
  FTRACE_EVENTS(17),
  /** Where the formats of the other events are. */
  EVENT_FORMATS(18),
  /** Where {@code /proc/kallsyms} is. */
  KALLSYMS(19),
  /** Where {@code printk_formats} is. */
  PRINTK(20),
  /** Where {@code saved_cmdlines} is. */
  CMDLINES(21),
  /** The place of a latency tracer's text. */
  BUFFER_TEXT(22);

  private final int id;

  DatOption(int id) {
    this.id = id;
  }

  /** {@return the number in the file, 16 bits} */
  public int id() {
    return id;
  }

  /** {@return the option with this number, if it is known} */
  public static Optional<DatOption> of(int id) {
    return Arrays.stream(values()).filter(option -> option.id == id).findFirst();
  }
}
