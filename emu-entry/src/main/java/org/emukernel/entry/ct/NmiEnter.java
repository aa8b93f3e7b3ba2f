package org.emukernel.entry.ct;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * ct_nmi_enter(), and ct_irq_enter(), which is the same: RCU watches from here on, if it did not.
 * The state field keeps what it says.
 */
final class NmiEnter extends CtFunction {

  private static final int STATE = 0;
  private static final int INCREMENT = 1;

  private final EnterState enter;

  NmiEnter(String symbol, ContextWork work) {
    this(symbol, new EnterState(work.onNmi() == ContextWork.OnNmi.FLUSH ? work : ContextWork.NONE));
  }

  private NmiEnter(String symbol, EnterState enter) {
    super(symbol, "rcu_is_watching_curr_cpu", enter.labels(), "nmi_nesting");
    this.enter = enter;
  }

  @Override
  void before(RoutineFrame f, long ct) {
    long state = f.load(ct + ContextTracking.STATE, Integer.BYTES);
    boolean watching = (state & ContextTracking.RCU_WATCHING) != 0;
    f.setLocal(INCREMENT, watching ? 2 : 1);
    f.goTo(watching ? lastLabel() : 1);
  }

  @Override
  void inlined(RoutineFrame f, int label, long state) {
    enter.step(f, label, state, ContextTracking.RCU_WATCHING, STATE);
  }

  @Override
  void after(RoutineFrame f, long ct) {
    long nesting = ct + ContextTracking.NMI_NESTING;
    f.store(nesting, Long.BYTES, f.load(nesting, Long.BYTES) + f.local(INCREMENT));
    f.ret();
  }
}
