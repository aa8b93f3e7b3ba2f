package org.emukernel.scenarios.workload;

/** A tracepoint enabled and disabled through tracefs (kernel/trace/trace_events.c). */
public final class Tracepoints extends Toggling {

  /** For ServiceLoader. */
  public Tracepoints() {
    super(
        "tracepoints",
        "a tracepoint on and off: its key and its static call, 9 text syncs a toggle",
        VfsWrite.EVENT_ENABLE);
  }
}
