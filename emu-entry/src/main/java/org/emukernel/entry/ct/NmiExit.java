package org.emukernel.entry.ct;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * ct_nmi_exit(), and ct_irq_exit(), which is the same: where the enter made RCU watch, it does so
 * no longer.
 */
final class NmiExit extends CtFunction {

  private final ExitState exit;

  NmiExit(String symbol, ContextWork work) {
    this(symbol, new ExitState(work));
  }

  private NmiExit(String symbol, ExitState exit) {
    super(symbol, "nmi_nesting", exit.labels(), "return");
    this.exit = exit;
  }

  @Override
  void before(RoutineFrame f, long ct) {
    long nesting = f.load(ct + ContextTracking.NMI_NESTING, Long.BYTES);
    f.store(ct + ContextTracking.NMI_NESTING, Long.BYTES, nesting == 1 ? 0 : nesting - 2);
    if (nesting != 1) {
      f.ret();
    }
  }

  @Override
  void inlined(RoutineFrame f, int label, long state) {
    exit.step(f, label, state, ContextTracking.RCU_WATCHING, 0);
  }

  @Override
  void after(RoutineFrame f, long ct) {
    f.ret();
  }
}
