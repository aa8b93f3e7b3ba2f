package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** ct_kernel_exit(), under the name of the function that it is inlined into. */
final class KernelExit implements Routine {

  private final Crossing crossing;
  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);
  private final ExitState exit;
  private final List<String> labels = new ArrayList<>(List.of("active"));

  KernelExit(Crossing crossing, ContextWork work) {
    this.crossing = crossing;
    exit = new ExitState(work);
    labels.addAll(exit.labels());
    labels.add("return");
  }

  @Override
  public String symbol() {
    return crossing.exit();
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
      if (ContextTracking.tracks(f, word, crossing)) {
        f.store(word + ContextTracking.NESTING, Long.BYTES, 0);
        f.store(word + ContextTracking.NMI_NESTING, Long.BYTES, 0);
      } else {
        f.ret();
      }
    } else if (f.label() < labels.size() - 1) {
      int offset = ContextTracking.RCU_WATCHING + crossing.state();
      exit.step(f, f.label() - 1, word + ContextTracking.STATE, offset, 0);
    } else {
      f.ret();
    }
  }
}
