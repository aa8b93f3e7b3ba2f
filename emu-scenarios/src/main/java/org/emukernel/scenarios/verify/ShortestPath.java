package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.arena.StateDelta;

/**
 * Looks for the shortest way to a violation or another goal, breadth first: as few actions as
 * possible. Each state of the frontier is kept as what differs from the first.
 */
final class ShortestPath {

  /* Memory: some kilobytes for each state of the frontier. */
  private static final int MAX_FRONTIER = 30_000;

  private final Explorable machine;
  private final Walker walker;
  private final Goal goal;
  private final StateSet visited = new StateSet();
  private final int root;

  /** What is looked for. */
  interface Goal {

    /** {@return whether an action has led there} */
    boolean isReached(Walker.Stop stop, int action);
  }

  /** One state of the frontier. */
  private record Node(Optional<Node> parent, int action, Walker.Stop stop, StateDelta delta) {

    int depth() {
      return parent.map(above -> above.depth() + 1).orElse(0);
    }
  }

  ShortestPath(Explorable machine, Walker walker, Goal goal) {
    this.goal = goal;
    this.machine = machine;
    this.walker = walker;
    this.root = machine.arena().mark();
  }

  /**
   * {@return the actions; nothing if the frontier grew too large}
   *
   * @param limit how many actions a way has that is known
   */
  Optional<int[]> find(int limit) {
    visited.add(machine.hash());
    List<Node> level =
        List.of(
            new Node(Optional.empty(), 0, Walker.Stop.STATE, machine.arena().changesSince(root)));
    for (int depth = 0;
        depth < limit && !level.isEmpty() && level.size() <= MAX_FRONTIER;
        depth++) {
      List<Node> next = new ArrayList<>();
      for (Node node : level) {
        Optional<int[]> path = expand(node, next);
        if (path.isPresent()) {
          return path;
        }
      }
      level = next;
    }
    return Optional.empty();
  }

  private Optional<int[]> expand(Node node, List<Node> into) {
    machine.arena().undoTo(root);
    machine.arena().apply(node.delta);
    int mark = machine.arena().mark();
    ActionList actions = new ActionList();
    walker.actions(node.stop, node.action, actions);
    for (int i = 0; i < actions.size(); i++) {
      machine.arena().undoTo(mark);
      int action = actions.get(i);
      Walker.Stop stop = walker.take(action);
      if (goal.isReached(stop, action)) {
        return Optional.of(path(node, action));
      }
      if (visited.add(Walker.hash(machine, stop, action))) {
        into.add(new Node(Optional.of(node), action, stop, machine.arena().changesSince(root)));
      }
    }
    return Optional.empty();
  }

  private static int[] path(Node last, int action) {
    int[] path = new int[last.depth() + 1];
    path[path.length - 1] = action;
    Node node = last;
    for (int i = path.length - 2; i >= 0; i--) {
      path[i] = node.action;
      node = node.parent.orElseThrow();
    }
    return path;
  }
}
