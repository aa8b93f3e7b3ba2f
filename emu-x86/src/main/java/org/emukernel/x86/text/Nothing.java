package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/** A function whose call matters and whose body does not. */
final class Nothing extends KernelRoutine {

  Nothing(String symbol) {
    super(symbol, 0, "return");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret();
  }
}
