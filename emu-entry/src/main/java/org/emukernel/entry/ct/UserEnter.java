package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** __ct_user_enter(CT_STATE_USER): on a CPU that tracks, ct_kernel_exit_state(). */
final class UserEnter implements Routine {

  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);
  private final ExitState exit;
  private final List<String> labels = new ArrayList<>(List.of("active"));

  UserEnter(ContextWork work) {
    exit = new ExitState(work);
    labels.addAll(exit.labels());
    labels.add("return");
  }

  @Override
  public String symbol() {
    return "__ct_user_enter";
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public int locals() {
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    long word = ct.in(f);
    if (f.label() == 0) {
      if (f.load(word + ContextTracking.ACTIVE, 1) == 0) {
        f.ret();
      }
    } else if (f.label() < labels.size() - 1) {
      int offset = ContextTracking.RCU_WATCHING + ContextTracking.STATE_USER;
      exit.step(f, f.label() - 1, word + ContextTracking.STATE, offset, 0);
    } else {
      f.ret();
    }
  }
}
