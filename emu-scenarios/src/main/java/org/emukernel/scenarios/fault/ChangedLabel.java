package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.function.Consumer;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * A function that does something else at some of its labels.
 *
 * @param routine the function as it should be
 * @param changed the labels
 * @param instead what it does there
 */
record ChangedLabel(Routine routine, List<String> changed, Consumer<RoutineFrame> instead)
    implements Routine {

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
    if (changed.contains(labels().get(frame.label()))) {
      instead.accept(frame);
    } else {
      routine.step(frame);
    }
  }
}
