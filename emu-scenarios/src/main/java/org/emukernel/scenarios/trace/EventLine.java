package org.emukernel.scenarios.trace;

import org.emukernel.api.cpu.CpuMask;

/**
 * Reads what stands before an event's fields. One object reads all lines.
 *
 * <pre>
 *            task-pid   (  tgid) [cpu] flags  seconds.fraction: event_name: fields
 *        ipi-noise-16393         [001] d..3.  1317.351536: tlb_flush: pages:1 ...
 *        ipi-noise-16393   (16390) [001]     1317.351536123: tlb_flush:   pages=1 ...
 *        ipi-nois-16393     1d..3. 1317.351536: tlb_flush: pages=1 ...
 * </pre>
 *
 * <p>The thread group and the flags may be missing; the last form is the latency format of {@code
 * trace-cmd report -l}. A task's name may hold any of these characters, so the line is read from
 * the first place at which pid, CPU and time all fit. Source: trace_print_context() and
 * trace_print_lat_fmt(), kernel/trace/trace_output.c (Linux v6.18).
 */
final class EventLine extends LineCursor {
  private static final int LONGEST_THREAD_GROUP = 16;

  private int nameStart;
  private int nameEnd;
  private boolean functionEntry;

  /** Reads the line up to the event's name and the spaces behind it. */
  void read(byte[] line, int start, int lineEnd) throws MalformedTraceException {
    text = line;
    end = lineEnd;
    taskStart = skipSpaces(start);
    if (!findContext()) {
      throw expected("task-pid [cpu] seconds.fraction:", taskStart);
    }
    readName();
  }

  private boolean findContext() {
    for (int dash = taskStart + 1; dash < end; dash++) {
      if (text[dash] == '-' && dash + 1 < end && isDigit(dash + 1) && context(dash)) {
        taskEnd = dash;
        return true;
      }
    }
    return false;
  }

  private boolean context(int dash) {
    at = dash + 1;
    long number = number(Integer.MAX_VALUE);
    if (number < 0 || at == end || text[at] != ' ') {
      return false;
    }
    pid = (int) number;
    at = skipSpaces(at);
    skipThreadGroup();
    return readCpu() && readFlags() && readTimestamp();
  }

  /* "(16390) " or "(-------) ". */
  private void skipThreadGroup() {
    if (at < end && text[at] == '(') {
      int limit = Math.min(end, at + LONGEST_THREAD_GROUP);
      while (at < limit && text[at] != ')') {
        at++;
      }
      at = skipSpaces(at + 1);
    }
  }

  /* "[001] ", or "1" directly before the flags. */
  private boolean readCpu() {
    boolean bracket = at < end && text[at] == '[';
    if (bracket) {
      at++;
    }
    long number = number(CpuMask.MAX_CPU);
    if (number < 0 || (bracket && (at == end || text[at++] != ']'))) {
      return false;
    }
    cpu = (int) number;
    at = skipSpaces(at);
    return true;
  }

  private boolean readFlags() {
    flagsStart = at;
    while (at < end && text[at] != ' ' && !isDigit(flagsStart)) {
      at++;
    }
    flagsEnd = at;
    at = skipSpaces(at);
    return true;
  }

  /* "event_name:", "<stack trace>", or "function <-caller" of the function tracer. */
  private void readName() throws MalformedTraceException {
    nameStart = at;
    functionEntry = false;
    if (at < end && text[at] == '<') {
      nameEnd = end;
      at = end;
      return;
    }
    while (at < end && isNamePart(text[at])) {
      at++;
    }
    nameEnd = at;
    functionEntry = at > nameStart && startsAt(" <-");
    if (functionEntry) {
      at = nameStart;
      return;
    }
    if (at == end || text[at] != ':' || nameEnd == nameStart) {
      throw expected("an event's name and \":\"", nameStart);
    }
    at = skipSpaces(at + 1);
  }

  /* Of events, and of the function that stands in an event's place in a line of trace_printk(). */
  private static boolean isNamePart(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '_'
        || b == '.'
        || b == '-'
        || b == '+'
        || b == '/';
  }

  /** {@return whether the line begins a stack instead of an event} */
  boolean beginsStack() {
    return nameIs("<stack trace") || nameIs("kernel_stack");
  }

  /** {@return whether the line begins a stack of user space} */
  boolean beginsUserStack() {
    return nameIs("<user stack trace") || nameIs("user_stack");
  }

  private boolean nameIs(String name) {
    if (nameEnd - nameStart < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (text[nameStart + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether this is the function tracer's {@code function <-caller}} */
  boolean isFunctionEntry() {
    return functionEntry;
  }

  int pid() {
    return pid;
  }

  int nameStart() {
    return nameStart;
  }

  int nameEnd() {
    return nameEnd;
  }

  /** {@return where the fields begin} */
  int fieldsStart() {
    return at;
  }
}
