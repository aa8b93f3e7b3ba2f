package org.emukernel.scenarios.fault;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** A function one of whose steps comes too early: one label stands before another. */
final class Reordered implements Routine {

  private final Routine routine;
  private final List<String> labels;
  private final int[] order;

  /**
   * Moves a label.
   *
   * @param early the label that comes too early
   * @param before the label that it should come after
   */
  Reordered(Routine routine, String early, String before) {
    this.routine = routine;
    List<String> moved = new ArrayList<>(routine.labels());
    moved.remove(early);
    moved.add(moved.indexOf(before), early);
    this.labels = List.copyOf(moved);
    this.order = labels.stream().mapToInt(routine.labels()::indexOf).toArray();
  }

  @Override
  public String symbol() {
    return routine.symbol();
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public int locals() {
    return routine.locals();
  }

  @Override
  public void step(RoutineFrame frame) {
    routine.step(new PermutedFrame(frame, order));
  }
}
