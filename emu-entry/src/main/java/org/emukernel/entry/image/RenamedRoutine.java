package org.emukernel.entry.image;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** A routine under another symbol. */
record RenamedRoutine(String symbol, Routine routine) implements Routine {

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
    routine.step(frame);
  }
}
