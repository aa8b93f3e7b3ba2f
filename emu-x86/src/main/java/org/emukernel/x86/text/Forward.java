package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * A function that does nothing of interest here but call another one with its own arguments.
 *
 * @param symbol its name
 * @param callee whom it calls
 */
record Forward(String symbol, String callee) implements Routine {

  @Override
  public List<String> labels() {
    return List.of("call", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(f.port().symbol(callee), f.arg(0), f.arg(1), f.arg(2), f.arg(3));
    } else {
      f.ret(f.result());
    }
  }
}
