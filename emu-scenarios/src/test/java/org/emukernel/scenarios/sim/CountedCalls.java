package org.emukernel.scenarios.sim;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.PlantedFaultProvider;

/** Counts how often one kernel function comes to one of its labels; plants nothing else. */
public final class CountedCalls implements PlantedFaultProvider {

  private final String symbol;
  private final int label;
  private long calls;

  /** Counts the calls of a function. */
  public CountedCalls(String symbol) {
    this(symbol, 0);
  }

  /** Counts how often a function comes to a label. */
  public CountedCalls(String symbol, int label) {
    this.symbol = symbol;
    this.label = label;
  }

  /** {@return how often it was called} */
  public long calls() {
    return calls;
  }

  @Override
  public String name() {
    return "counted-calls";
  }

  @Override
  public String description() {
    return "counts calls of " + symbol;
  }

  @Override
  public String caughtBy() {
    return "nobody";
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals(symbol) ? new Counted(routine) : routine;
  }

  private final class Counted implements Routine {

    private final Routine routine;

    Counted(Routine routine) {
      this.routine = routine;
    }

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
      if (frame.label() == label) {
        calls++;
      }
      routine.step(frame);
    }
  }
}
