package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * ftrace_update_ftrace_func(function), Linux v6.18 arch/x86/kernel/ftrace.c: the CALLs in
 * ftrace_caller and ftrace_regs_caller, a patch of three syncs each (smp_text_poke_single(),
 * inlined).
 */
final class FtraceUpdateFtraceFunc extends KernelRoutine {

  FtraceUpdateFtraceFunc() {
    super(
        "ftrace_update_ftrace_func",
        0,
        "ftrace_call",
        "finish_call",
        "ftrace_regs_call",
        "finish_regs_call",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> add(f, f.port().symbol("ftrace_call"));
      case 2 -> add(f, f.port().symbol("ftrace_regs_call"));
      case 1, 3 -> f.call(f.port().symbol("smp_text_poke_batch_finish"));
      default -> f.ret();
    }
  }

  private static void add(RoutineFrame f, long site) {
    FtraceReplaceCode.add(f, site, FtraceReplaceCode.call(site, f.arg(0)));
  }
}
