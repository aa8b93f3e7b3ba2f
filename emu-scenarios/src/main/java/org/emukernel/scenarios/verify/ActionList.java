package org.emukernel.scenarios.verify;

import java.util.Arrays;

/** Actions, one behind the other; grows, and is cut back. */
final class ActionList {

  private int[] actions = new int[256];
  private int size;

  void add(int action) {
    if (size == actions.length) {
      actions = Arrays.copyOf(actions, size * 2);
    }
    actions[size++] = action;
  }

  int get(int index) {
    return actions[index];
  }

  /** {@return those at an index and behind it} */
  int[] from(int index) {
    return Arrays.copyOfRange(actions, index, size);
  }

  /** Moves an action to an index, if it is there or behind that. {@return whether it is} */
  boolean advance(int action, int to) {
    for (int i = to; i < size; i++) {
      if (actions[i] == action) {
        System.arraycopy(actions, to, actions, to + 1, i - to);
        actions[to] = action;
        return true;
      }
    }
    return false;
  }

  int size() {
    return size;
  }

  int capacity() {
    return actions.length;
  }

  void cut(int newSize) {
    size = newSize;
  }
}
