package org.emukernel.scenarios.verify;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/** A function that does nothing. */
final class Nothing extends KernelRoutine {

  Nothing(String symbol) {
    super(symbol, 0, "return");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret(0);
  }
}
