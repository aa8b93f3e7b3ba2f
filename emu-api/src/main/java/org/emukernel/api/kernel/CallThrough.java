package org.emukernel.api.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A function that, as far as this kernel is concerned, only calls the next one with its own
 * arguments and returns what that returned. It is there because kernel stack traces show it.
 */
public final class CallThrough extends KernelRoutine {

  private final String calleeName;
  private final KernelSymbol callee;

  /**
   * Names both.
   *
   * @param symbol the function
   * @param callee what it calls
   */
  public CallThrough(String symbol, String callee) {
    super(symbol, 0, "call", "return");
    this.calleeName = callee;
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

  /**
   * {@return a function for each symbol, outermost first, each calling the one after it, and the
   * last one {@code callee}}
   */
  public static List<Routine> chain(String callee, String... symbols) {
    List<Routine> routines = new ArrayList<>();
    for (int i = 0; i < symbols.length; i++) {
      routines.add(new CallThrough(symbols[i], i + 1 < symbols.length ? symbols[i + 1] : callee));
    }
    return routines;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallThrough call
        && call.symbol().equals(symbol())
        && call.calleeName.equals(calleeName);
  }

  @Override
  public int hashCode() {
    return Objects.hash(symbol(), calleeName);
  }
}
