package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.CallConditions;

/**
 * ftrace_modify_all_code(enable, functions), Linux v6.18 kernel/trace/ftrace.c, as the one function
 * tracer starts (1) or stops (0) on the first so many functions. What ftrace_caller calls is set to
 * ftrace_ops_list_func() first and to the tracer or ftrace_stub() last; in between the sites
 * change, and ftrace_sync_ipi() goes to every CPU, which no strategy may defer.
 */
final class FtraceModifyAllCode extends KernelRoutine {

  private static final int LOCK = 0;
  private static final int OPS_LIST = 1;
  private static final int REPLACE = 2;
  private static final int SYNC_IPI = 3;
  private static final int TRACER = 4;
  private static final int UNLOCK = 5;

  FtraceModifyAllCode() {
    super(
        "ftrace_modify_all_code",
        0,
        "lock",
        "update_ops_list_func",
        "ftrace_replace_code",
        "ftrace_sync_ipi",
        "update_trace_function",
        "unlock",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> TextMutex.lock(f);
      case OPS_LIST -> update(f, "ftrace_ops_list_func");
      case REPLACE -> f.call(f.port().symbol("ftrace_replace_code"), f.arg(0), f.arg(1));
      case SYNC_IPI ->
          f.call(
              f.port().symbol("smp_call_function_many_cond"),
              CallConditions.ALWAYS,
              f.port().symbol("ftrace_sync_ipi"),
              0,
              1);
      case TRACER -> update(f, f.arg(0) != 0 ? "function_trace_call" : "ftrace_stub");
      case UNLOCK -> TextMutex.unlock(f);
      default -> f.ret();
    }
  }

  private static void update(RoutineFrame f, String function) {
    f.call(f.port().symbol("ftrace_update_ftrace_func"), f.port().symbol(function));
  }
}
