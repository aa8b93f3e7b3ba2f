package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * function_trace_call(), kernel/trace/trace_functions.c: notes that a traced function was entered,
 * here in a counter of the CPU.
 */
final class FunctionTraceCall extends KernelRoutine {

  /** Per CPU: how many entries were traced. */
  static final String ENTRIES = "ftrace_entries";

  FunctionTraceCall() {
    super("function_trace_call", 0, "trace_function", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.fetchAdd(f.port().perCpu(ENTRIES, f.cpu()), 8, 1);
    } else {
      f.ret();
    }
  }
}
