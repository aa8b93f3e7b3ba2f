package org.emukernel.scenarios.verify;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/** Turns a static key on if it is off, and off if it is on. */
final class ToggleKey extends KernelRoutine {

  private final KernelSymbol key;
  private final KernelSymbol enable = new KernelSymbol("static_key_enable");
  private final KernelSymbol disable = new KernelSymbol("static_key_disable");

  ToggleKey(String symbol, String key) {
    super(symbol, 0, "static_key_count", "return");
    this.key = new KernelSymbol(key);
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      boolean isOn = f.load(key.in(f), Integer.BYTES) != 0;
      f.call((isOn ? disable : enable).in(f), key.in(f));
    } else {
      f.ret(0);
    }
  }
}
