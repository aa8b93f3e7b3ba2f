package org.emukernel.scenarios.fault;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * A function that does nothing at one of its labels and goes on to the next.
 *
 * @param routine the function as it should be
 * @param label the label that does nothing
 */
record SkippedStep(Routine routine, String label) implements Routine {

  @Override
  public String symbol() {
    return routine.symbol();
  }

  @Override
  public List<String> labels() {
    return routine.labels();
  }

  @Override
  public int locals() {
    return routine.locals();
  }

  @Override
  public void step(RoutineFrame frame) {
    if (!labels().get(frame.label()).equals(label)) {
      routine.step(frame);
    }
  }
}
