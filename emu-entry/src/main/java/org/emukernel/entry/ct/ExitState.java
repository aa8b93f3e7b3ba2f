package org.emukernel.entry.ct;

import java.util.List;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * ct_kernel_exit_state(offset), kernel/context_tracking.c, as labels inside the functions that
 * inline it: ct_state_inc(), or the series' ct_state_inc_clear_work().
 */
final class ExitState {

  private final boolean clears;

  ExitState(ContextWork work) {
    clears = work.onExit() == ContextWork.OnExit.CLEAR;
  }

  List<String> labels() {
    return clears
        ? List.of("ct_kernel_exit_state", "ct_state_inc_clear_work")
        : List.of("ct_kernel_exit_state");
  }

  /** Runs one of the labels; see {@link EnterState#step}. */
  void step(RoutineFrame f, int label, long state, int offset, int local) {
    if (!clears) {
      f.fetchAdd(state, Integer.BYTES, offset);
    } else if (label == 0) {
      f.setLocal(local, f.load(state, Integer.BYTES));
    } else {
      long old = f.local(local);
      long wanted = (old & ~ContextTracking.WORK_MASK) + offset & 0xffff_ffffL;
      long found = f.compareExchange(state, Integer.BYTES, old, wanted);
      if (found != old) {
        f.setLocal(local, found);
        f.goTo(f.label());
      }
    }
  }
}
