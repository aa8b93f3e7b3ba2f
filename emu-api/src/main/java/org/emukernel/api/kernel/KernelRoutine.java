package org.emukernel.api.kernel;

import java.util.List;

/** A routine with its symbol, its labels and the size of its frame. */
public abstract class KernelRoutine implements Routine {

  private final String symbol;
  private final int locals;
  private final List<String> labels;

  /**
   * Names the routine.
   *
   * @param symbol Linux's own function name
   * @param locals how many locals a frame has
   * @param labels the labels in order
   */
  protected KernelRoutine(String symbol, int locals, String... labels) {
    this.symbol = symbol;
    this.locals = locals;
    this.labels = List.of(labels);
  }

  @Override
  public final String symbol() {
    return symbol;
  }

  @Override
  public final int locals() {
    return locals;
  }

  @Override
  public final List<String> labels() {
    return labels;
  }

  /** {@return what a label that does not exist deserves} */
  protected final IllegalStateException noLabel(int label) {
    return new IllegalStateException(symbol + " has no label " + label);
  }
}
