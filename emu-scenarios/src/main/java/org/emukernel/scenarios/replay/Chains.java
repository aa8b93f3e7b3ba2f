package org.emukernel.scenarios.replay;

import java.util.List;

/** What call chains need everywhere. */
final class Chains {
  /**
   * The innermost frames that belong to the tracer: kernel/trace/, include/trace/trace_events.h.
   */
  private static final List<String> TRACER =
      List.of(
          "trace_event_raw_event_",
          "do_trace_event_raw_event_",
          "__traceiter_",
          "__do_trace_",
          "trace_event_buffer_commit",
          "event_triggers_",
          "stacktrace_",
          "__ftrace_trace_stack",
          "__trace_stack");

  private Chains() {}

  /** {@return the frames outside the tracer's own} */
  static List<String> withoutTracer(List<String> frames) {
    int first = 0;
    while (first < frames.size() && isTracer(frames.get(first))) {
      first++;
    }
    return frames.subList(first, frames.size());
  }

  private static boolean isTracer(String frame) {
    return TRACER.stream().anyMatch(frame::startsWith);
  }

  /** {@return the name without what the compiler added: {@code vfree.part.0} is {@code vfree}} */
  static String baseName(String symbol) {
    int dot = symbol.indexOf('.');
    return (dot <= 0) ? symbol : symbol.substring(0, dot);
  }

  /** {@return the function that called {@code callee}, or the empty name if that is not there} */
  static String callerOf(String callee, List<String> chain) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      if (baseName(chain.get(i)).equals(callee)) {
        return baseName(chain.get(i + 1));
      }
    }
    return "";
  }
}
