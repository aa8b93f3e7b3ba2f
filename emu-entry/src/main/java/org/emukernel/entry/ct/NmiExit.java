package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * ct_nmi_exit(), and ct_irq_exit(), which is the same: where the enter made RCU watch, it does so
 * no longer.
 */
final class NmiExit implements Routine {

  private final String symbol;
  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);
  private final ExitState exit;
  private final List<String> labels = new ArrayList<>(List.of("nmi_nesting"));

  NmiExit(String symbol, ContextWork work) {
    this.symbol = symbol;
    exit = new ExitState(work);
    labels.addAll(exit.labels());
    labels.add("return");
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
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    long word = ct.in(f);
    if (f.label() == 0) {
      long nesting = f.load(word + ContextTracking.NMI_NESTING, Long.BYTES);
      f.store(word + ContextTracking.NMI_NESTING, Long.BYTES, nesting == 1 ? 0 : nesting - 2);
      if (nesting != 1) {
        f.ret();
      }
    } else if (f.label() < labels.size() - 1) {
      int offset = ContextTracking.RCU_WATCHING;
      exit.step(f, f.label() - 1, word + ContextTracking.STATE, offset, 0);
    } else {
      f.ret();
    }
  }
}
