package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** __ct_user_exit(CT_STATE_USER): on a CPU that tracks, ct_kernel_enter_state(). */
final class UserExit implements Routine {

  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);
  private final EnterState enter;
  private final List<String> labels = new ArrayList<>(List.of("active"));

  UserExit(ContextWork work) {
    enter = new EnterState(work);
    labels.addAll(enter.labels());
    labels.add("return");
  }

  @Override
  public String symbol() {
    return "__ct_user_exit";
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
      int offset = ContextTracking.RCU_WATCHING - ContextTracking.STATE_USER;
      enter.step(f, f.label() - 1, word + ContextTracking.STATE, offset, 0);
    } else {
      f.ret();
    }
  }
}
