package org.emukernel.scenarios.workload;

/** The function tracer on and off (kernel/trace/trace_functions.c). */
public final class FunctionTracer extends Toggling {

  /** For ServiceLoader. */
  public FunctionTracer() {
    super(
        "function-tracer",
        "current_tracer = function and nop: 260 entry sites in two batches, 18 text syncs and an ftrace_sync_ipi a toggle",
        VfsWrite.CURRENT_TRACER,
        260);
  }
}
