package org.emukernel.mm.routine;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * A function that, as far as this kernel is concerned, only calls the next one with its own
 * arguments and returns what that returned. It is there because kernel stack traces show it.
 */
public final class CallThrough extends KernelRoutine {

  private final KernelSymbol callee;

  /**
   * Names both.
   *
   * @param symbol the function
   * @param callee what it calls
   */
  public CallThrough(String symbol, String callee) {
    super(symbol, 0, "call", "return");
    this.callee = new KernelSymbol(callee);
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(callee.in(f), f.arg(0), f.arg(1), f.arg(2), f.arg(3));
    } else {
      f.ret(f.result());
    }
  }
}
