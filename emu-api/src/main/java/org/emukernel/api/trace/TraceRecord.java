package org.emukernel.api.trace;

import java.util.Objects;

/**
 * One event of a recording.
 *
 * @param header who recorded it, where and when
 * @param event the event and its fields
 * @param stack the kernel stack recorded with it; {@link CallStack#EMPTY} where there is none
 */
public record TraceRecord(TraceHeader header, TraceEvent event, CallStack stack) {
  /** Checks that all parts are there. */
  public TraceRecord {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(stack, "stack");
  }
}
