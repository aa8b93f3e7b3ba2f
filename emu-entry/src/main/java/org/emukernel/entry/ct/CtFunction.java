package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * A function of kernel/context_tracking.c that has ct_kernel_enter_state() or
 * ct_kernel_exit_state() inlined: a label before it, its labels, a label after it.
 */
abstract class CtFunction implements Routine {

  private final String symbol;
  private final List<String> labels = new ArrayList<>();
  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);

  CtFunction(String symbol, String before, List<String> inlined, String after) {
    this.symbol = symbol;
    labels.add(before);
    labels.addAll(inlined);
    labels.add(after);
  }

  @Override
  public final String symbol() {
    return symbol;
  }

  @Override
  public final List<String> labels() {
    return labels;
  }

  /* The first is the inlined function's. */
  @Override
  public final int locals() {
    return 2;
  }

  final int lastLabel() {
    return labels.size() - 1;
  }

  @Override
  public final void step(RoutineFrame f) {
    long word = ct.in(f);
    if (f.label() == 0) {
      before(f, word);
    } else if (f.label() < lastLabel()) {
      inlined(f, f.label() - 1, word + ContextTracking.STATE);
    } else {
      after(f, word);
    }
  }

  /**
   * Does the first label.
   *
   * @param ct linear address of struct context_tracking
   */
  abstract void before(RoutineFrame f, long ct);

  /**
   * Does a label of the inlined function.
   *
   * @param state linear address of the state word
   */
  abstract void inlined(RoutineFrame f, int label, long state);

  /** Does the last label. */
  abstract void after(RoutineFrame f, long ct);
}
