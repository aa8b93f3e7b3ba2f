package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * register_ftrace_function(functions) and unregister_ftrace_function(functions), Linux v6.18
 * kernel/trace/ftrace.c: the function tracer starts or stops on the first so many functions.
 */
final class FtraceStartup extends KernelRoutine {

  private final String callee;
  private final int enable;

  FtraceStartup(String symbol, String callee, int enable) {
    super(symbol, 0, "call", "return");
    this.callee = callee;
    this.enable = enable;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(f.port().symbol(callee), enable, f.arg(0));
    } else {
      f.ret();
    }
  }
}
