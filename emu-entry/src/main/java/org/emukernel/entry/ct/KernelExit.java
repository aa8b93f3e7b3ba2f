package org.emukernel.entry.ct;

import org.emukernel.api.kernel.RoutineFrame;

/** ct_kernel_exit(), under the name of the function that it is inlined into. */
final class KernelExit extends CtFunction {

  private final Crossing crossing;
  private final ExitState exit;

  KernelExit(Crossing crossing, ContextWork work) {
    this(crossing, new ExitState(work));
  }

  private KernelExit(Crossing crossing, ExitState exit) {
    super(crossing.exit(), "active", exit.labels(), "return");
    this.crossing = crossing;
    this.exit = exit;
  }

  @Override
  void before(RoutineFrame f, long ct) {
    if (ContextTracking.tracks(f, ct, crossing)) {
      f.store(ct + ContextTracking.NESTING, Long.BYTES, 0);
      f.store(ct + ContextTracking.NMI_NESTING, Long.BYTES, 0);
    } else {
      f.ret();
    }
  }

  @Override
  void inlined(RoutineFrame f, int label, long state) {
    exit.step(f, label, state, ContextTracking.RCU_WATCHING + crossing.state(), 0);
  }

  @Override
  void after(RoutineFrame f, long ct) {
    f.ret();
  }
}
