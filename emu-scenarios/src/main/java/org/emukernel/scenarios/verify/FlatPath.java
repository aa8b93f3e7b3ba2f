package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;

/** Writes down every step of a walk, those that were no choice too. */
final class FlatPath implements Walker.Listener {

  private final List<Integer> actions = new ArrayList<>();

  @Override
  public void after(int action) {
    actions.add(action);
  }

  List<Integer> actions() {
    return actions;
  }
}
