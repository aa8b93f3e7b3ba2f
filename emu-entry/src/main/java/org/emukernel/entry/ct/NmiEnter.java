package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * ct_nmi_enter(), and ct_irq_enter(), which is the same: RCU watches from here on, if it did not.
 * The state field keeps what it says.
 */
final class NmiEnter implements Routine {

  private static final int STATE = 0;
  private static final int INCREMENT = 1;

  private final String symbol;
  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);
  private final EnterState enter;
  private final List<String> labels = new ArrayList<>(List.of("rcu_is_watching_curr_cpu"));

  NmiEnter(String symbol, ContextWork work) {
    this.symbol = symbol;
    enter = new EnterState(work.onNmi() == ContextWork.OnNmi.FLUSH ? work : ContextWork.NONE);
    labels.addAll(enter.labels());
    labels.add("nmi_nesting");
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public int locals() {
    return 2;
  }

  @Override
  public void step(RoutineFrame f) {
    long word = ct.in(f);
    int last = labels.size() - 1;
    if (f.label() == 0) {
      long state = f.load(word + ContextTracking.STATE, Integer.BYTES);
      boolean watching = (state & ContextTracking.RCU_WATCHING) != 0;
      f.setLocal(INCREMENT, watching ? 2 : 1);
      f.goTo(watching ? last : 1);
    } else if (f.label() < last) {
      int offset = ContextTracking.RCU_WATCHING;
      enter.step(f, f.label() - 1, word + ContextTracking.STATE, offset, STATE);
    } else {
      long nesting = word + ContextTracking.NMI_NESTING;
      f.store(nesting, Long.BYTES, f.load(nesting, Long.BYTES) + f.local(INCREMENT));
      f.ret();
    }
  }
}
