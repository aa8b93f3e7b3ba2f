package org.emukernel.entry.ct;

import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __ct_user_exit(CT_STATE_USER) or __ct_user_enter(CT_STATE_USER): on a CPU that tracks, one atomic
 * add to the state word (ct_state_inc()).
 */
final class CrossBorder implements Routine {

  private final String symbol;
  private final String add;
  private final int offset;
  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);

  CrossBorder(String symbol, String add, int offset) {
    this.symbol = symbol;
    this.add = add;
    this.offset = offset;
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of("active", add, "return");
  }

  @Override
  public void step(RoutineFrame f) {
    long word = ct.in(f);
    switch (f.label()) {
      case 0 -> {
        if (f.load(word + ContextTracking.ACTIVE, 1) == 0) {
          f.ret();
        }
      }
      case 1 -> f.fetchAdd(word + ContextTracking.STATE, Integer.BYTES, offset);
      default -> f.ret();
    }
  }
}
