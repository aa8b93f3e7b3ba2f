package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.RoutineFrame;

/** A frame of a routine whose labels stand in another order. */
final class PermutedFrame extends ForwardingFrame {

  private final int[] order;

  /**
   * Permutes the labels of a frame.
   *
   * @param frame the frame as it is
   * @param order for each label as it stands, which label of the routine it is
   */
  PermutedFrame(RoutineFrame frame, int[] order) {
    super(frame);
    this.order = order;
  }

  @Override
  public int label() {
    return order[super.label()];
  }

  @Override
  public void goTo(int label) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] == label) {
        super.goTo(i);
      }
    }
  }
}
