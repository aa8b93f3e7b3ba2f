package org.emukernel.scenarios.verify;

import java.util.Arrays;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * Calls a function that is patched. A result that none of its versions can bring about is a bug of
 * the kernel.
 */
final class Execute extends KernelRoutine {

  private final KernelSymbol function;
  private final String name;
  private final long[] results;

  /**
   * Makes the routine.
   *
   * @param results what the function may return
   */
  Execute(String symbol, String function, long... results) {
    super(symbol, 0, "call", "return");
    this.function = new KernelSymbol(function);
    this.name = function;
    this.results = results.clone();
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(function.in(f));
    } else if (Arrays.stream(results).anyMatch(result -> result == f.result())) {
      f.ret(0);
    } else {
      throw new KernelOopsException(
          "%s returned %d on CPU %d, expected one of %s"
              .formatted(name, f.result(), f.cpu(), Arrays.toString(results)));
    }
  }
}
