package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * Functions that do nothing of interest here but call the next one with their own arguments, so
 * that stacks read as Linux's do.
 */
final class CallChain {

  private CallChain() {}

  /**
   * {@return a function for each symbol, outermost first, each calling the one after it, and the
   * last one {@code callee}}
   */
  static List<Routine> of(String callee, String... symbols) {
    List<Routine> routines = new ArrayList<>();
    for (int i = 0; i < symbols.length; i++) {
      routines.add(new Link(symbols[i], i + 1 < symbols.length ? symbols[i + 1] : callee));
    }
    return routines;
  }

  private record Link(String symbol, String callee) implements Routine {

    @Override
    public List<String> labels() {
      return List.of("call", "return");
    }

    @Override
    public void step(RoutineFrame frame) {
      if (frame.label() == 0) {
        frame.call(
            frame.port().symbol(callee), frame.arg(0), frame.arg(1), frame.arg(2), frame.arg(3));
      } else {
        frame.ret(frame.result());
      }
    }
  }
}
