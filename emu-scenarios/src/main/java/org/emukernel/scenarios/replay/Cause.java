package org.emukernel.scenarios.replay;

import java.util.List;

/**
 * Why other CPUs were called: the function and the chain of callers.
 *
 * @param kind a queued call or a bare IPI
 * @param callback the function called; {@code 0x0} for a bare reschedule IPI
 * @param chain the callers, innermost first, without the functions of the tracer itself; empty
 *     where the event was recorded without a stack
 * @param title what it is in a few words, such as {@code text sync: jump label}
 * @param operation what the kernel did; a flush has no range here
 */
public record Cause(
    CallKind kind, String callback, List<String> chain, String title, RecordedOperation operation) {
  /** Copies the chain. */
  public Cause {
    chain = List.copyOf(chain);
  }
}
