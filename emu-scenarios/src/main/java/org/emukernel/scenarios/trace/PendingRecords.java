package org.emukernel.scenarios.trace;

import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The latest events, which may still get their stack.
 *
 * <p>A recording holds the CPUs' buffers merged by time, so that events of other CPUs stand between
 * an event and its stack, and so may events of an interrupt on the same CPU. A stack belongs to the
 * latest event of its CPU and task that has none yet.
 */
public final class PendingRecords {
  /** How far a stack may be behind its event: two events of each of 32 CPUs. */
  private static final int CAPACITY = 64;

  private final @Nullable TraceHeader[] headers = new @Nullable TraceHeader[CAPACITY];
  private final @Nullable TraceEvent[] events = new @Nullable TraceEvent[CAPACITY];
  private final @Nullable CallStack[] stacks = new @Nullable CallStack[CAPACITY];
  private int oldest;
  private int size;

  /** {@return whether the oldest must leave before another comes} */
  public boolean isFull() {
    return size == CAPACITY;
  }

  /** Takes an event, which has no stack yet. */
  public void add(TraceHeader header, TraceEvent event) {
    int slot = (oldest + size) % CAPACITY;
    headers[slot] = header;
    events[slot] = event;
    stacks[slot] = null;
    size++;
  }

  /** Gives the stack to its event; {@return whether there is one} */
  public boolean attach(int cpu, int pid, CallStack stack) {
    for (int back = size - 1; back >= 0; back--) {
      int slot = (oldest + back) % CAPACITY;
      TraceHeader header = headers[slot];
      if (header != null && header.cpu() == cpu && header.pid() == pid && stacks[slot] == null) {
        stacks[slot] = stack;
        return true;
      }
    }
    return false;
  }

  /** {@return the oldest event with what stack it has got, or null if there is none} */
  public @Nullable TraceRecord removeOldest() {
    TraceHeader header = headers[oldest];
    TraceEvent event = events[oldest];
    CallStack stack = stacks[oldest];
    if (size == 0 || header == null || event == null) {
      return null;
    }
    headers[oldest] = null;
    events[oldest] = null;
    stacks[oldest] = null;
    oldest = (oldest + 1) % CAPACITY;
    size--;
    return new TraceRecord(header, event, (stack == null) ? CallStack.EMPTY : stack);
  }
}
