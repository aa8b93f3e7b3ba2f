package org.emukernel.entry.ct;

import org.emukernel.api.kernel.RoutineFrame;

/** ct_kernel_enter(), under the name of the function that it is inlined into. */
final class KernelEnter extends CtFunction {

  private final Crossing crossing;
  private final EnterState enter;

  KernelEnter(Crossing crossing, ContextWork work) {
    this(crossing, new EnterState(work));
  }

  private KernelEnter(Crossing crossing, EnterState enter) {
    super(crossing.enter(), "active", enter.labels(), "return");
    this.crossing = crossing;
    this.enter = enter;
  }

  @Override
  void before(RoutineFrame f, long ct) {
    if (!ContextTracking.tracks(f, ct, crossing)) {
      f.ret();
    }
  }

  @Override
  void inlined(RoutineFrame f, int label, long state) {
    enter.step(f, label, state, ContextTracking.RCU_WATCHING - crossing.state(), 0);
  }

  @Override
  void after(RoutineFrame f, long ct) {
    f.store(ct + ContextTracking.NESTING, Long.BYTES, 1);
    f.store(ct + ContextTracking.NMI_NESTING, Long.BYTES, ContextTracking.NESTING_IRQ_NONIDLE);
    f.ret();
  }
}
